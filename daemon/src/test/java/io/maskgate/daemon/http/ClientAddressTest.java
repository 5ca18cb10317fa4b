package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "'10.0.0.1, 192.0.2.7', 192.0.2.7",
        "'invented, 192.0.2.7', 192.0.2.7",
        "192.0.2.7:4711, 192.0.2.7",
        "2001:db8::1, 2001:db8::1",
        "[2001:db8::1]:4711, 2001:db8::1",
    })
    void theAddressNextToTheProxyCounts(String header, String address) {
        assertThat(ClientAddress.forwarded(List.of("203.0.113.9", header))).contains(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @CsvSource({"''", "unknown", "'192.0.2.7,'", "localhost", "[", "[]:1", "_hidden"})
    void whatIsNoAddressIsNone(String header) {
        assertThat(ClientAddress.forwarded(List.of(header))).isEmpty();
    }

    @Test
    void noHeaderIsNone() {
        assertThat(ClientAddress.forwarded(List.of())).isEmpty();
    }

    /** A name is never looked up: that would ask a server of the client's choice. */
    @Property
    void whateverIsSentIsReadWithoutAFault(@ForAll List<String> values) {
        assertThat(ClientAddress.forwarded(values)).isNotNull();
    }
}
