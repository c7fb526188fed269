package dev.watertight.patches;

import com.google.auto.service.AutoService;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Plugin;
import com.sun.tools.javac.api.BasicJavacTask;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.Options;

/**
 * A plugin of javac that says which names behind {@code -XepPatchChecks:} are those of no check.
 *
 * <p>Error Prone passes over such a name, and a patch run reports nothing: the leak would stay, and
 * nobody would be told. No check can say so, since a patch run has none but those that it names.
 * Hence this is a plugin of its own, which javac starts without being asked to. It reports an error
 * before anything is compiled.
 *
 * <p>javac also starts it where this jar is on the class path of a compilation without Error Prone
 * and all that comes with that. So it names no class but javac's, and those with care.
 */
@AutoService(Plugin.class)
public final class PatchedNames implements Plugin {
  /** Makes one, as javac does. */
  public PatchedNames() {}

  @Override
  public String getName() {
    return "WatertightPatchedNames";
  }

  @Override
  public boolean autoStart() {
    return true;
  }

  @Override
  public void init(JavacTask task, String... arguments) {
    Context context;
    String plugins;
    try {
      context = ((BasicJavacTask) task).getContext();
      plugins = Options.instance(context).get("-Xplugin:");
    } catch (IllegalAccessError | ClassCastException e) {
      // A compiler that is closed to plugins, and so to Error Prone.
      return;
    }
    if (plugins != null && plugins.contains(NameCheck.FLAG)) {
      NameCheck.report(context, plugins);
    }
  }
}
