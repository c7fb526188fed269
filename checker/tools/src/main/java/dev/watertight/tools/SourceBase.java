package dev.watertight.tools;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The directory to which the names of files in a run are relative. */
final class SourceBase {
  private static final String ID = "SRCROOT";

  private SourceBase() {}

  /** The directory of a run, with a slash at its end; empty if it says none. */
  static Optional<URI> of(JsonObject run) {
    try {
      return Optional.of(URI.create(SarifJson.text(run, "originalUriBaseIds", ID, "uri")))
          .filter(URI::isAbsolute);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The nearest directory that has all of them below it; empty if that says nothing. */
  static Optional<URI> common(List<URI> bases) {
    return bases.stream().reduce(SourceBase::common);
  }

  private static URI common(URI one, URI other) {
    List<String> left = Splitter.on('/').splitToList(one.toString());
    List<String> right = Splitter.on('/').splitToList(other.toString());
    int same = 0;
    while (same < Math.min(left.size(), right.size()) && left.get(same).equals(right.get(same))) {
      same++;
    }
    return same == left.size() ? one : URI.create(String.join("/", left.subList(0, same)) + "/");
  }

  /** Says the directory of a run, and all names in it relative to that. */
  static void move(JsonObject run, URI base) {
    of(run)
        .filter(own -> !own.equals(base))
        .ifPresent(
            own -> {
              rename(run, own, base);
              run.getAsJsonObject("originalUriBaseIds")
                  .getAsJsonObject(ID)
                  .addProperty("uri", base.toString());
            });
  }

  private static void rename(JsonElement json, URI from, URI to) {
    if (json instanceof JsonArray array) {
      array.forEach(element -> rename(element, from, to));
    } else if (json instanceof JsonObject object) {
      if (SarifJson.text(object, "uriBaseId").equals(ID)) {
        URI file = from.resolve(SarifJson.text(object, "uri"));
        object.addProperty("uri", to.relativize(file).toString());
      }
      ImmutableList.copyOf(object.entrySet())
          .forEach(member -> rename(member.getValue(), from, to));
    }
  }
}
