package dev.watertight.e2e;

import com.google.errorprone.BugPattern.SeverityLevel;

/** One report of one of our checks; the file is relative to its source directory. */
record Finding(String file, long line, SeverityLevel severity, String check) {
  /** The severity that a kind of message stands for, as javac and Maven name it. */
  static SeverityLevel severity(String kind) {
    return switch (kind) {
      case "ERROR" -> SeverityLevel.ERROR;
      case "WARNING", "MANDATORY_WARNING" -> SeverityLevel.WARNING;
      default -> SeverityLevel.SUGGESTION;
    };
  }
}
