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

    /** Not all results came out. A stream of results swallows its faults, so that whoever writes has to ask. */
    public static CommandException unwritten() {
        return failed("standard output: expected it to take every result, found it full or closed; what came out is not"
                + " complete: make room, or keep its reader, and run this again");
    }

    int exitCode() {
        return exitCode;
    }
}
