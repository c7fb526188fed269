package dev.watertight.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;

/**
 * The library model: which types are handles and channels, what opens them, and what methods do
 * with them.
 *
 * <p>Keyed so that a method that has nothing to do with any of it costs one hash look-up.
 *
 * @param handles the handle types, most specific first
 * @param openersByName the openers by method name, constructors by {@code <init>}
 * @param channels the channel types, most specific first
 * @param views the types whose instances may be an end of a channel, or a wrapper around one
 * @param makersByName the makers of channels by method name, constructors by {@code <init>}
 * @param operationsByName what methods of channels do, by method name
 * @param sides the types of the two sides of two-way channels
 * @param questionsByName the methods that never wait, by method name
 * @param names the names of methods of a kind, and behind a {@code @} of annotations, by the kind
 * @param countingsByName the methods that say how many elements there are, by method name
 * @param traitsByName the traits of methods by name, {@code *} for all; those of types by none
 * @param callRules what calls of library methods do, the first that fits
 * @param rulesByName the argument rules whose method is a plain name, by that name
 * @param rulesByPattern the argument rules whose method holds a {@code *}, by class
 */
public record Library(
    ImmutableList<HandleKind> handles,
    ImmutableListMultimap<String, Opener> openersByName,
    ImmutableList<ChannelKind> channels,
    ImmutableSet<String> views,
    ImmutableListMultimap<String, ChannelMaker> makersByName,
    ImmutableListMultimap<String, ChannelOperation> operationsByName,
    ImmutableList<ChannelSides> sides,
    ImmutableListMultimap<String, Question> questionsByName,
    ImmutableListMultimap<String, String> names,
    ImmutableListMultimap<String, Counting> countingsByName,
    ImmutableListMultimap<String, TraitRow> traitsByName,
    ImmutableList<CallRule> callRules,
    ImmutableListMultimap<String, ArgumentRule> rulesByName,
    ImmutableListMultimap<String, ArgumentRule> rulesByPattern) {

  private static final class Standard {
    private static final Library INSTANCE = LibraryReader.readAll(ImmutableList.of());
  }

  /** The model that the plugin brings. */
  public static Library standard() {
    return Standard.INSTANCE;
  }
}
