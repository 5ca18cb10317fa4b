package io.maskgate.daemon.config;

/** An address to listen at; port 0 lets the system choose. */
public record Listen(String host, int port) {
    /** What the system says of an address that is none of this machine's. */
    public static final String NO_SUCH_ADDRESS = "Cannot assign requested address";

    public Listen {
        if (host.isBlank()) {
            throw new IllegalArgumentException("expected host:port, found an empty host");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("expected a port from 0 to 65535, found " + port);
        }
    }

    /** Whether only this machine reaches it. By the text: a name other than localhost might resolve to anything later. */
    public boolean loopback() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /**
     * What to do where it cannot be opened.
     *
     * @param why in the system's words, which alone tell what stands in the way
     */
    public static String remedy(String why) {
        return switch (why) {
            case "Permission denied" -> "ports below 1024 are not for the service's user: choose one from 1024 on";
            case NO_SUCH_ADDRESS -> "this machine has no such address: use one of its own, or 0.0.0.0 for all";
            case "Unresolved address" -> "nobody knows that name here: write an address";
            default -> "stop the program that has it or choose another";
        };
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
