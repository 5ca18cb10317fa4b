package io.maskgate.tests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.TcpProxy.Line;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private static final byte[] WORD = "a word of thirty-two bytes, or so".getBytes();

    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::echo);
        proxy = TcpProxy.to(server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void aGoodLineCarriesWhatIsSaidBothWays() throws IOException {
        try (var client = client()) {
            assertThat(said(client)).isEqualTo(WORD);
        }
    }

    @Test
    void aCutLineEndsConnectionsAndTakesNoNewOnesUntilItIsGood() throws IOException {
        try (var client = client()) {
            assertThat(said(client)).isEqualTo(WORD);

            proxy.become(new Line.Cut());

            assertThatThrownBy(() -> said(client)).isInstanceOf(IOException.class);
            try (var second = client()) {
                assertThatThrownBy(() -> said(second)).isInstanceOf(IOException.class);
            }
        }
        proxy.become(new Line.Good());
        try (var third = client()) {
            assertThat(said(third)).isEqualTo(WORD);
        }
    }

    @Test
    void aSilentLineHoldsWhatWasSaidAndLosesNothing() throws IOException {
        try (var client = client()) {
            assertThat(said(client)).isEqualTo(WORD);

            proxy.become(new Line.Silent());
            client.getOutputStream().write(WORD);
            client.setSoTimeout(200);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            proxy.become(new Line.Good());
            client.setSoTimeout(10_000);
            assertThat(heard(client)).isEqualTo(WORD);
        }
    }

    @Test
    void aSlowLineIsLateByWhatItWasTold() throws IOException {
        try (var client = client()) {
            proxy.become(new Line.Slow(Duration.ofMillis(150)));
            long begin = System.nanoTime();

            assertThat(said(client)).isEqualTo(WORD);

            // Connecting, there, and back.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void aNoisyLineChangesBytesButNotTheirNumber() throws IOException {
        try (var client = client()) {
            proxy.become(new Line.Noisy(4, 1));

            assertThat(said(client)).hasSameSizeAs(WORD).isNotEqualTo(WORD);
        }
    }

    @Test
    void aVisitorOfNobodyIsSentAway() throws IOException {
        server.close();
        // Whoever waits in accept while it is closed may still let one in.
        await().until(this::isNobodyThere);
        try (var client = client()) {
            assertThatThrownBy(() -> said(client)).isInstanceOf(IOException.class);
        }
    }

    private boolean isNobodyThere() throws IOException {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            return false;
        } catch (ConnectException _) {
            return true;
        }
    }

    private Socket client() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static byte[] said(Socket socket) throws IOException {
        socket.getOutputStream().write(WORD);
        return heard(socket);
    }

    private static byte[] heard(Socket socket) throws IOException {
        var bytes = new byte[WORD.length];
        new DataInputStream(socket.getInputStream()).readFully(bytes);
        return bytes;
    }

    private void echo() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                    } catch (IOException _) {
                        // The visitor has gone.
                    }
                });
            } catch (IOException _) {
                return;
            }
        }
    }
}
