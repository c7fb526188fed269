package dev.watertight.tools;

/** Says why a command can do nothing for a project. */
public final class NoDiagnosisException extends Exception {
  private static final long serialVersionUID = 1;

  NoDiagnosisException(String message) {
    super(message);
  }

  NoDiagnosisException(String message, Throwable cause) {
    super(message, cause);
  }
}
