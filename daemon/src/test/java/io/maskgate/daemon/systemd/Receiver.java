package io.maskgate.daemon.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;

/** A datagram socket of another implementation, bound by python3; prints each datagram as a line. */
public final class Receiver implements AutoCloseable {
    private static final String PROGRAM = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            name = sys.argv[1]
            s.bind("\\0" + name[1:] if name.startswith("@") else name)
            print("bound", flush=True)
            while True:
                print(s.recv(4096).decode().replace("\\n", "|"), flush=True)
            """;

    private final Process process;
    private final BufferedReader lines;

    /** @param address a path, or @name */
    public Receiver(String address) throws Exception {
        process = new ProcessBuilder("/usr/bin/python3", "-c", PROGRAM, address).start();
        lines = process.inputReader();
        assertThat(lines.readLine()).isEqualTo("bound");
    }

    /** The next datagram, line breaks as bars; waits for it. */
    public String next() throws Exception {
        return lines.readLine();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
