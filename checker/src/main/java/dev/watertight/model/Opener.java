package dev.watertight.model;

/**
 * A constructor or factory whose result is a fresh handle.
 *
 * @param owner the fully qualified name of the declaring class; a constructor row also covers
 *     subclasses
 * @param method the method's name, or {@code <init>}
 * @param parameters which overloads
 * @param lifetime how long the threads live if nothing in the arguments says otherwise
 * @param description what is opened, for messages; <code>{n}</code> stands for the source of
 *     argument n
 * @param start the method that really starts the threads, or empty if opening does
 */
public record Opener(
    String owner,
    String method,
    Parameters parameters,
    Lifetime lifetime,
    String description,
    String start) {}
