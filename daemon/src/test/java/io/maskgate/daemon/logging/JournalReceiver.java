package io.maskgate.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A journal's socket of another implementation: python3 takes each datagram apart as the protocol's page says. */
final class JournalReceiver implements AutoCloseable {
    private static final String PROGRAM = """
            import json, socket, struct, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            print("bound", flush=True)
            while True:
                data = s.recv(1 << 20)
                fields = {}
                while data:
                    line, data = data.split(b"\\n", 1)
                    if b"=" in line:
                        name, value = line.split(b"=", 1)
                    else:
                        name, (size,) = line, struct.unpack("<Q", data[:8])
                        value, data = data[8:8 + size], data[8 + size:]
                        assert data[:1] == b"\\n"
                        data = data[1:]
                    assert name.decode() not in fields
                    fields[name.decode()] = value.decode()
                print(json.dumps(fields), flush=True)
            """;

    private final Process process;
    private final BufferedReader lines;

    JournalReceiver(Path socket) throws Exception {
        process = new ProcessBuilder("/usr/bin/python3", "-c", PROGRAM, socket.toString()).start();
        lines = process.inputReader();
        assertThat(lines.readLine()).isEqualTo("bound");
    }

    /** The fields of the next entry; waits for it, but not for ever. */
    JsonNode next() throws Exception {
        var line = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return lines.readLine();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Thread::startVirtualThread);
        return new ObjectMapper().readTree(line.get(20, TimeUnit.SECONDS));
    }

    /** Nobody listens at the socket afterwards. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
