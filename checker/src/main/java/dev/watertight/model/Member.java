package dev.watertight.model;

/**
 * What a row about a method names.
 *
 * @param owner the fully qualified name of the class; subclasses and their overriding methods, or
 *     constructors, are covered
 * @param name the method's name, {@code <init>}, or a pattern with a {@code *}, where the row has
 *     such
 * @param parameters which overloads
 */
public record Member(String owner, String name, Parameters parameters) {}
