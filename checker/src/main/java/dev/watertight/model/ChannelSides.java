package dev.watertight.model;

/**
 * A channel type that can both send and receive, and the types that can only do the one.
 *
 * @param both the fully qualified name of the two-way type
 * @param sending the supertype that only sends
 * @param receiving the supertype that only receives
 */
public record ChannelSides(String both, String sending, String receiving) {}
