package dev.watertight.bugpatterns;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.scanner.ScannerSupplier;
import java.util.ServiceLoader;

/** Runs all checks at once, for programs about which none may say more than the test does. */
final class AllChecks {
  private AllChecks() {}

  static CompilationTestHelper in(Class<?> test) {
    return CompilationTestHelper.newInstance(
        ScannerSupplier.fromBugCheckerClasses(
            ServiceLoader.load(BugChecker.class).stream()
                .<Class<? extends BugChecker>>map(ServiceLoader.Provider::type)
                .filter(check -> check.getPackageName().startsWith("dev.watertight."))
                .collect(toImmutableList())),
        test);
  }
}
