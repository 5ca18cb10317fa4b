package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OpenGateTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final List<String> answers = new CopyOnWriteArrayList<>();

    private Thread queue(String name, OpenGate.Ticket ticket) {
        var thread = Thread.ofVirtual().start(() -> {
            try {
                answers.add(name + " " + ticket.await());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING
                || !thread.isAlive());
        return thread;
    }

    @Test
    void theyEnterInOrderOfAskingAsPlacesBecomeFree() throws Exception {
        var gate = new OpenGate(1, LONG);
        var first = gate.ask();
        assertThat(first.await()).isTrue();
        var second = gate.ask();
        var third = gate.ask();
        queue("third", third);
        queue("second", second);
        assertThat(answers).isEmpty();
        first.close();
        await().untilAsserted(() -> assertThat(answers).containsExactly("second true"));
        second.close();
        second.close();
        await().untilAsserted(() -> assertThat(answers).containsExactly("second true", "third true"));
        third.close();
        assertThat(gate.present()).isZero();
    }

    @Test
    void aTicketThatIsClosedWhileItWaitsIsNoPlace() throws Exception {
        var gate = new OpenGate(1, LONG);
        assertThat(gate.ask().await()).isTrue();
        var stopped = gate.ask();
        var thread = queue("stopped", stopped);
        stopped.close();
        thread.join();
        assertThat(answers).containsExactly("stopped false");
        assertThat(gate.present()).isEqualTo(1);
    }

    @Test
    void aConnectionThatTakesLongKeepsNobodyWaitingForLong() throws Exception {
        var gate = new OpenGate(1, Duration.ofMillis(30));
        assertThat(gate.ask().await()).isTrue();
        assertThat(gate.ask().await()).isTrue();
    }
}
