package dev.watertight.server;

/** Says why it is not known how a file is compiled. */
final class NoModuleException extends Exception {
  private static final long serialVersionUID = 1;

  NoModuleException(String message) {
    super(message);
  }

  NoModuleException(String message, Throwable cause) {
    super(message, cause);
  }
}
