package io.maskgate.hw.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The replies are what chronyd 4.6.1 sent to a request with this number. */
@Timeout(30)
class ChronyTest {
    private static final int NUMBER = 0x0a0b0c0d;
    private static final int NUMBER_AT = 16;
    private static final String KEEPS_IT = "060200000021000500000000000000000a0b0c0d0000000000000000"
            + "7f0000017f0000010000000000000000000000000001000000060000000000006b0add7509f47e96dd463e92de85ae36"
            + "de85ae3603063cd4cd3a1b40128515a2e0f819fae8e67bdc00826614";
    private static final String HEARS_NOBODY = "060200000021000500000000000000000a0b0c0d0000000000000000"
            + "000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000"
            + "00000000000000000000000000000000048000000480000000000000";
    private static final String LOCAL_STRATUM = "060200000021000500000000000000000a0b0c0d0000000000000000"
            + "7f7f0101000000000000000000000000000000000000000000050000000000006b0add23019841640000000000000000"
            + "00000000000000000000000000000000000000000000000000000000";
    private static final String REQUEST_TOO_SHORT = "060200000021000100130000000000000a0b0c0d0000000000000000";

    private static Optional<Boolean> read(String reply, int number) {
        return Chrony.read(ByteBuffer.wrap(HexFormat.of().parseHex(reply)), number);
    }

    @Test
    void itSaysWhetherItKeepsTheClock() {
        assertThat(read(KEEPS_IT, NUMBER)).contains(true);
        assertThat(read(HEARS_NOBODY, NUMBER)).contains(false);
        assertThat(read(LOCAL_STRATUM, NUMBER))
                .as("it takes the clock as it is")
                .contains(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {REQUEST_TOO_SHORT, "", "06", KEEPS_IT + "00"})
    void whatIsNoAnswerSaysNothing(String reply) {
        assertThat(read(reply, NUMBER)).isEmpty();
        assertThat(read(KEEPS_IT, NUMBER + 1)).as("of an earlier request").isEmpty();
    }

    /** Without its padding chronyd would not answer; these are the bytes that made it give the replies above. */
    @Test
    void theRequestIsAsLongAsTheReply() {
        assertThat(HexFormat.of().formatHex(Chrony.request(NUMBER)))
                .isEqualTo("06010000002100000a0b0c0d" + "00".repeat(92));
    }

    @Test
    void itIsAskedOnceInTenSeconds() throws Exception {
        var asked = new AtomicInteger();
        var nanos = new AtomicLong(Long.MAX_VALUE - 5);
        try (var socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            Thread.ofVirtual().start(() -> answer(socket, asked));
            var chrony = new Chrony((InetSocketAddress) socket.getLocalSocketAddress(), nanos::get);
            assertThat(chrony.keepsItRight()).contains(true);
            nanos.addAndGet(9_999_999_999L);
            assertThat(chrony.keepsItRight()).contains(true);
            assertThat(asked).hasValue(1);
            nanos.addAndGet(1);
            assertThat(chrony.keepsItRight()).contains(true);
            assertThat(asked).hasValue(2);
        }
    }

    private static void answer(DatagramSocket socket, AtomicInteger asked) {
        try {
            while (true) {
                var request = new DatagramPacket(new byte[200], 200);
                socket.receive(request);
                asked.incrementAndGet();
                var reply = ByteBuffer.wrap(HexFormat.of().parseHex(KEEPS_IT));
                reply.putInt(NUMBER_AT, ByteBuffer.wrap(request.getData()).getInt(8));
                socket.send(new DatagramPacket(reply.array(), reply.capacity(), request.getSocketAddress()));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    @Test
    void oneThatHangsOrIsNotThereHoldsNobodyUp() throws Exception {
        int port;
        try (var silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            port = silent.getLocalPort();
            assertThat(new Chrony((InetSocketAddress) silent.getLocalSocketAddress(), System::nanoTime).keepsItRight())
                    .isEmpty();
        }
        assertThat(new Chrony(new InetSocketAddress("127.0.0.1", port), System::nanoTime).keepsItRight())
                .isEmpty();
    }
}
