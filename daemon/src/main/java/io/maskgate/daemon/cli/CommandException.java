package io.maskgate.daemon.cli;

/** Ends a command with one line for the user and an exit code. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The work could not be done: exit code 1. */
    public static CommandException failed(String message) {
        return new CommandException(1, message);
    }

    /** The command line or the configuration is wrong: exit code 2. */
    public static CommandException usage(String message) {
        return new CommandException(2, message);
    }

    int exitCode() {
        return exitCode;
    }
}
