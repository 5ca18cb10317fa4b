package io.maskgate.daemon.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.0, which the server itself hangs up on: the checks of many load balancers and monitors speak it, and nginx does to
 * what is behind it unless it is told otherwise. Such a request goes to the server as one of HTTP/1.1 that is the last of its
 * connection; where it names no host, as it may, it asks for one that is nobody's.
 */
final class OlderHttp implements ServerConnectionSelector {
    private static final String OLDER = " HTTP/1.0";
    private static final byte LINE_FEED = '\n';
    /** On the web listener it is refused like any name that is not ours. */
    private static final String NOBODY = "unnamed.invalid";

    private static final int LONGEST_LINE = 8 * 1024;

    private final Http1ConnectionSelector newer;
    private final Router router;

    /**
     * @param config as for HTTP/1.1
     * @param routing to answers whose length is known: chunks are not known to these clients
     */
    OlderHttp(Http1Config config, HttpRouting.Builder routing) {
        newer = Http1ConnectionSelector.builder().config(config).build();
        router = Router.builder().addRouting(routing).build();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    /** A first line that came in pieces is left to the others: it cannot be told yet, and these clients send theirs whole. */
    @Override
    public Support supports(BufferData begin) {
        int end = begin.indexOf(LINE_FEED);
        return end >= 0 && begin.readString(end).endsWith(OLDER + "\r") ? Support.SUPPORTED : Support.UNSUPPORTED;
    }

    /** None is negotiated: what TLS agreed on is for the others. */
    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return newer.connection(new Rewritten(context, router));
    }

    /** What the client sends, line by line as long as these are headers, and what HTTP/1.1 wants in addition. */
    private static final class Translation implements Supplier<byte @Nullable []> {
        private enum Part {
            FIRST_LINE,
            HEADERS,
            BODY
        }

        private final DataReader reader;
        private Part part = Part.FIRST_LINE;
        private boolean host;

        Translation(DataReader reader) {
            this.reader = reader;
        }

        @Override
        public byte @Nullable [] get() {
            try {
                return switch (part) {
                    case FIRST_LINE -> {
                        String line = line();
                        part = Part.HEADERS;
                        yield bytes(line.substring(0, line.length() - OLDER.length())
                                + " HTTP/1.1\r\nConnection: close\r\n");
                    }
                    case HEADERS -> header();
                    case BODY -> {
                        reader.ensureAvailable();
                        yield reader.readBytes(reader.available());
                    }
                };
            } catch (DataReader.InsufficientDataAvailableException gone) {
                return null;
            }
        }

        private byte[] header() {
            String line = line();
            while (named(line, "connection")) {
                // Whatever it would like: ours says close.
                line = line();
            }
            if (line.isEmpty()) {
                part = Part.BODY;
                return bytes(host ? "\r\n" : "Host: " + NOBODY + "\r\n\r\n");
            }
            host |= named(line, "host");
            return bytes(line + "\r\n");
        }

        private static boolean named(String line, String name) {
            return line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
        }

        private String line() {
            try {
                int length = reader.findNewLine(LONGEST_LINE);
                if (length == LONGEST_LINE) {
                    throw new CloseConnectionException("a line without end");
                }
                String line = new String(reader.readBytes(length), StandardCharsets.ISO_8859_1);
                reader.skip(2);
                return line;
            } catch (DataReader.IncorrectNewLineException malformed) {
                throw new CloseConnectionException("a line that ends otherwise", malformed);
            }
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** Not a record: connections are told apart by being themselves. */
    private static final class Rewritten implements ConnectionContext {
        private final ConnectionContext context;
        private final Router router;
        private final DataReader reader;

        Rewritten(ConnectionContext context, Router router) {
            this.context = context;
            this.router = router;
            this.reader = DataReader.create(new Translation(context.dataReader()));
        }

        @Override
        public DataReader dataReader() {
            return reader;
        }

        @Override
        public Router router() {
            return router;
        }

        @Override
        public DataWriter dataWriter() {
            return context.dataWriter();
        }

        @Override
        public ListenerContext listenerContext() {
            return context.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return context.executor();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return context.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return context.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return context.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return context.localPeer();
        }

        @Override
        public boolean isSecure() {
            return context.isSecure();
        }

        @Override
        public String socketId() {
            return context.socketId();
        }

        @Override
        public String childSocketId() {
            return context.childSocketId();
        }
    }
}
