package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.access.AccessControl;
import io.maskgate.daemon.access.Caller;
import io.maskgate.daemon.access.NewToken;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.tls.Issued;
import io.maskgate.daemon.tls.ServedCertificate;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.MessageFormat;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web listener whose address comes and goes with a network's cable. */
class WebDoorTest {
    /** Reserved for documentation: nobody has it. */
    private static final Listen ELSEWHERE = new Listen("192.0.2.1", 0);

    private static final String WHY = "web.listen: expected a free address, found that 192.0.2.1:0 cannot be used"
            + " (Cannot assign requested address); this machine has no such address: use one of its own, or 0.0.0.0 for all";

    private final Watchdog watchdog = new Watchdog(Endpoints.LIMITS);
    private final LogListener<String> log = LogListener.to(
            WebDoor.class,
            line -> line.getLevel() + " " + MessageFormat.format(line.getMessage(), line.getParameters()));

    @AfterEach
    void close() {
        log.close();
        watchdog.close();
    }

    private Listener opened() {
        var access = new AccessControl(Endpoints.access(), System::nanoTime, new SecureRandom());
        var admission = new Admission(access, "c", false, Caller.ANYBODY, _ -> {});
        return Listener.start(
                "web",
                new Listen("127.0.0.1", 0),
                Optional.empty(),
                new Router(List.of(), _ -> Optional.empty(), admission, watchdog, 1000, _ -> {}, Instant::now),
                Endpoints.LIMITS,
                0,
                watchdog,
                _ -> {},
                Instant::now);
    }

    @Test
    void itIsOpenedWhenItsAddressIsThereAndSaidOnce() {
        var asked = new AtomicInteger();
        Supplier<Listener> opening = () -> {
            if (asked.incrementAndGet() < 3) {
                Listener.probe("web", ELSEWHERE);
            }
            return opened();
        };
        try (var door = new WebDoor(Optional.empty(), () -> {}, opening)) {
            door.start();
            door.look();
            assertThat(door.listener()).isEmpty();
            assertThat(door.closed()).contains("the web listener is closed: " + WHY);

            door.look();
            door.look();

            int port = door.listener().orElseThrow().port();
            assertThat(door.closed()).isEmpty();
            assertThat(asked).hasValue(3);
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING the web listener stays closed until its address is there, all else goes on: "
                                    + WHY,
                            "INFO the web listener has its address and is open at 127.0.0.1:" + port);
        }
    }

    @Test
    void thatItHasBeenTakenMeanwhileStandsInHealthToo() {
        var asked = new AtomicInteger();
        Supplier<Listener> opening = () -> {
            if (asked.getAndIncrement() == 0) {
                Listener.probe("web", ELSEWHERE);
            }
            throw new IllegalStateException("taken");
        };
        try (var door = new WebDoor(Optional.empty(), () -> {}, opening)) {
            door.start();
            assertThatThrownBy(door::look).hasMessage("taken");
            assertThat(door.closed()).contains("the web listener is closed: taken");
        }
    }

    /** Whoever believed it changed the address, and what was missing was the certificate. */
    @Test
    void anAddressThatIsBackIsNotSaidToBeMissingWhileThereIsNoCertificate(@TempDir Path folder) throws Exception {
        var issued = new Issued(folder).make("one");
        var certificate = new ServedCertificate(issued.files(), Clock.systemUTC());
        var probed = new AtomicInteger();
        Runnable probe = () -> {
            switch (probed.incrementAndGet()) {
                case 1 -> Listener.probe("web", ELSEWHERE);
                case 2 -> throw new IllegalStateException("taken");
                default -> {}
            }
        };
        try (var door = new WebDoor(Optional.of(certificate), probe, this::opened)) {
            door.start();
            assertThat(door.closed()).contains("the web listener is closed: " + WHY);
            door.look();
            assertThat(door.closed()).contains("the web listener is closed: taken");
            door.look();
            assertThat(door.closed()).isEmpty();
            assertThat(door.listener()).isEmpty();
            door.look();
            assertThat(probed)
                    .as("nothing is asked of an address that is there")
                    .hasValue(3);

            issued.serve("one", "one");
            certificate.renew();
            door.look();

            int port = door.listener().orElseThrow().port();
            assertThat(log.lines())
                    .last()
                    .isEqualTo("INFO the web listener has its certificate and is open at 127.0.0.1:" + port);
        }
    }

    @Test
    void whatIsWrongForGoodEndsTheStart() {
        try (var door = new WebDoor(Optional.empty(), () -> {}, () -> opened(new Listen("gate.invalid", 0)))) {
            assertThatThrownBy(door::start).hasMessageContaining("(Unresolved address)");
            assertThat(log.lines()).isEmpty();
        }
    }

    private static Listener opened(Listen listen) {
        Listener.probe("web", listen);
        throw new AssertionError("it was there");
    }

    /** The cameras are on another network, and so is the alarm. */
    @Test
    void theGatewayGoesOnWithoutThePageAndHealthSaysWhy() throws Exception {
        var token = new WebKeys.Token(
                "reception",
                WebKeys.Role.VIEWER,
                Names.ALL,
                false,
                NewToken.make(new SecureRandom()).hash());
        var web = new GatewayConfig.Web(
                true, ELSEWHERE, true, Optional.empty(), true, Optional.empty(), Endpoints.access(token));
        try (var http = Endpoints.serving(web)) {
            http.endpoints.look();
            assertThat(http.endpoints.webPort()).isEmpty();
            var health = http.send(http.health("/health/ready"));
            assertThat(health.statusCode()).as("events go on").isEqualTo(200);
            assertThat(http.json(health).get("checks"))
                    .filteredOn(check -> check.get("status").asText().equals("DOWN"))
                    .singleElement()
                    .hasToString(
                            "{\"name\":\"web\",\"status\":\"DOWN\",\"data\":{\"detail\":\"the web listener is closed: "
                                    + WHY + "\",\"required\":false}}");
        }
        assertThat(log.lines())
                .extracting(line -> Level.parse(line.split(" ")[0]))
                .containsExactly(Level.WARNING);
    }
}
