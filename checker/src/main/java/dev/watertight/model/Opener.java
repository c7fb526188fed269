package dev.watertight.model;

/**
 * A constructor or factory whose result is a fresh handle.
 *
 * @param member the constructor or factory
 * @param lifetime how long the threads live if nothing in the arguments says otherwise
 * @param description what is opened, for messages; <code>{n}</code> stands for the source of
 *     argument n
 * @param start the method that really starts the threads, or empty if opening does
 */
public record Opener(Member member, Lifetime lifetime, String description, String start) {}
