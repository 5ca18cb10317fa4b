package io.maskgate.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.config.WebKeys.Role;
import io.maskgate.daemon.logging.LogListener;
import java.security.SecureRandom;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccessControlTest {
    private final Door door = new Door();

    private static void assertCaller(Verdict verdict, String name) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Admitted.class,
                        admitted -> assertThat(admitted.caller().name()).isEqualTo(name));
    }

    @Test
    void aTokenSaysWhoAsksAndWhatHeMay() {
        assertThat(door.show(door.viewer))
                .isInstanceOfSatisfying(
                        Verdict.Admitted.class,
                        admitted -> assertThat(admitted.caller())
                                .isEqualTo(new Caller("reception", Role.VIEWER, Names.of("lobby"), false)));
        assertCaller(door.show(door.operator), "control room");
        assertThat(door.show(NewToken.make(new SecureRandom()))).isInstanceOf(Verdict.Wrong.class);
        assertThat(door.access.judge(new Credentials.None(), Door.HOME)).isInstanceOf(Verdict.Nobody.class);
    }

    @Test
    void aHashIsNoToken() {
        assertThat(door.access.judge(new Credentials.Bearer(door.viewer.hash()), Door.HOME))
                .isInstanceOf(Verdict.Wrong.class);
    }

    /** The hash of the empty text and of "abc", from FIPS 180-4's examples. */
    @Test
    void hashesAreSha256() {
        assertThat(new NewToken("").hash())
                .isEqualTo("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(new NewToken("abc").hash())
                .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void tokensAreLongAndNeverTheSame() {
        var made = new HashSet<String>();
        var random = new SecureRandom();
        for (int i = 0; i < 1000; i++) {
            made.add(NewToken.make(random).value());
        }
        assertThat(made).hasSize(1000).allMatch(token -> token.matches("maskgate_[A-Za-z0-9_-]{43}"));
    }

    @Test
    void nothingThatIsPrintedShowsASecret() {
        String cookie = door.login(door.viewer);
        assertThat(door.viewer + " " + new Credentials.Bearer("hunter2") + new Credentials.Cookie("hunter2")
                        + new Login.Opened(cookie, Duration.ZERO) + door.come(cookie))
                .doesNotContain("hunter2", cookie, door.viewer.value());
    }

    @Test
    void withoutTokensEverybodyIsLocal() {
        door.access.renew(Door.config());

        assertThat(door.guess(Door.HOME))
                .isInstanceOfSatisfying(
                        Verdict.Admitted.class,
                        admitted -> assertThat(admitted.caller()).isEqualTo(Caller.LOCAL));
        assertThat(door.access.login("x", Door.HOME)).isInstanceOf(Login.NotNeeded.class);
    }

    @Test
    void aSessionIsWhoseTokenBeganIt() {
        assertCaller(door.come(door.login(door.viewer)), "reception");
        assertThat(door.access.stats().logins()).isEqualTo(1);
        assertThat(door.access.stats().sessions()).isEqualTo(1);
    }

    @Test
    void aSessionEndsWhenItIsIdleAndAtLastInAnyCase() {
        String used = door.login(door.viewer);
        String left = door.login(door.viewer);
        for (var time = Duration.ZERO; time.compareTo(Door.LONGEST) < 0; time = time.plusMinutes(20)) {
            assertCaller(door.come(used), "reception");
            door.wait(Duration.ofMinutes(20));
        }
        assertThat(door.come(used)).as("after twelve hours").isInstanceOf(Verdict.Nobody.class);
        assertThat(door.come(left)).as("idle").isInstanceOf(Verdict.Nobody.class);
        assertThat(door.access.stats().sessions()).isZero();
    }

    @Test
    void aStreamDoesNotKeepASessionAlive() {
        String cookie = door.login(door.viewer);
        var stream = (Verdict.Admitted) door.come(cookie);
        door.wait(Door.IDLE.minusSeconds(1));
        assertThat(stream.stands().getAsBoolean()).isTrue();
        door.wait(Duration.ofSeconds(1));

        assertThat(stream.stands().getAsBoolean()).isFalse();
    }

    @Test
    void logoutEndsTheSession() {
        String cookie = door.login(door.viewer);
        var stream = (Verdict.Admitted) door.come(cookie);
        door.access.logout(new Credentials.Cookie(cookie));

        assertThat(door.come(cookie)).isInstanceOf(Verdict.Nobody.class);
        assertThat(stream.stands().getAsBoolean()).isFalse();
    }

    @Test
    void sessionsAndStreamsEndWithTheirTokenAndTheOthersDoNot() {
        String gone = door.login(door.viewer);
        String kept = door.login(door.operator);
        var goneStream = (Verdict.Admitted) door.show(door.viewer);
        var keptStream = (Verdict.Admitted) door.show(door.operator);

        door.access.renew(Door.config(Door.token("control room", Role.OPERATOR, Names.ALL, door.operator)));

        assertThat(door.come(gone)).isInstanceOf(Verdict.Nobody.class);
        assertThat(door.show(door.viewer)).isInstanceOf(Verdict.Wrong.class);
        assertThat(goneStream.stands().getAsBoolean()).isFalse();
        assertCaller(door.come(kept), "control room");
        assertThat(keptStream.stands().getAsBoolean()).isTrue();
    }

    @Test
    void aTokenThatMaySomethingElseNowMaySoAtOnceAndItsStreamsBeginAgain() {
        String cookie = door.login(door.viewer);
        var stream = (Verdict.Admitted) door.come(cookie);

        door.access.renew(Door.config(Door.token("reception", Role.VIEWER, Names.of("yard"), door.viewer)));

        assertThat(stream.stands().getAsBoolean()).isFalse();
        assertThat(((Verdict.Admitted) door.come(cookie)).caller().sees("lobby"))
                .isFalse();
    }

    @Test
    void sessionsOfOneTokenAreBoundedAndTheOneLeftLongestGoesFirst() {
        String first = door.login(door.viewer);
        door.wait(Duration.ofSeconds(1));
        String second = door.login(door.viewer);
        String operator = door.login(door.operator);
        door.wait(Duration.ofSeconds(1));
        door.come(first);
        for (int i = 0; i < 15; i++) {
            door.login(door.viewer);
        }

        assertCaller(door.come(first), "reception");
        assertThat(door.come(second)).isInstanceOf(Verdict.Nobody.class);
        assertCaller(door.come(operator), "control room");
        assertThat(door.access.stats().sessions()).isEqualTo(17);
    }

    /** Seventeen screens with one token throw each other out, and nobody would know why. */
    @Test
    void theLogSaysWhoseSessionMadeRoom() {
        try (var log = LogListener.to(
                AccessControl.class, line -> MessageFormat.format(line.getMessage(), line.getParameters()))) {
            for (int i = 0; i < 16; i++) {
                door.login(door.viewer);
            }
            assertThat(log.lines()).hasSize(16).allMatch(line -> line.startsWith("reception (viewer) logged in from "));
            door.login(door.viewer);
            assertThat(log.lines()).hasSize(18);
            assertThat(log.lines().getLast())
                    .isEqualTo("reception has too many sessions: the one longest without a request has ended");
        }
    }

    /** Whose it was has too many of its own in the one case and not in the other. */
    @Test
    void theLogSaysSoWhereThereAreTooManySessionsOfAllTokensTogether() {
        var displays = new HashMap<String, NewToken>();
        var tokens = new ArrayList<WebKeys.Token>();
        tokens.add(Door.token("reception", Role.VIEWER, Names.ALL, door.viewer));
        for (int i = 1; i <= 17; i++) {
            var token = NewToken.make(new SecureRandom());
            displays.put("display " + i, token);
            tokens.add(Door.token("display " + i, Role.VIEWER, Names.ALL, token));
        }
        door.access.renew(Door.config(tokens.toArray(WebKeys.Token[]::new)));
        String reception = door.login(door.viewer);
        door.wait(Duration.ofSeconds(1));
        for (int i = 0; i < 255; i++) {
            door.login(displays.get("display " + (1 + i / 15)));
        }
        assertThat(door.access.stats().sessions()).isEqualTo(256);
        try (var log = LogListener.to(
                AccessControl.class, line -> MessageFormat.format(line.getMessage(), line.getParameters()))) {
            door.login(displays.get("display 17"));
            assertThat(log.lines().getLast())
                    .isEqualTo("there are too many sessions of all tokens together:"
                            + " that of reception, the one longest without a request, has ended");
        }
        assertThat(door.access.stats().sessions()).isEqualTo(256);
        assertThat(door.come(reception)).isInstanceOf(Verdict.Nobody.class);
    }

    @Test
    void aThousandGuessesAtOnceAreSixLooks() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var guesses = IntStream.range(0, 1000)
                    .<Callable<Verdict>>mapToObj(_ -> () -> door.guess(Door.HOME))
                    .toList();
            var answers = threads.invokeAll(guesses).stream()
                    .map(future -> future.resultNow().getClass())
                    .collect(Collectors.groupingBy(each -> each, Collectors.counting()));

            assertThat(answers.get(Verdict.Wrong.class)).isEqualTo(6);
            assertThat(answers.get(Verdict.LockedOut.class)).isEqualTo(994);
        }
    }

    @Test
    void whoIsLockedOutIsNotLookedAtEvenWithTheRightTokenButStaysLoggedIn() {
        String cookie = door.login(door.viewer);
        for (int i = 0; i < 6; i++) {
            door.guess(Door.HOME);
        }

        assertThat(door.show(door.viewer)).isInstanceOf(Verdict.LockedOut.class);
        assertThat(door.access.login(door.viewer.value(), Door.HOME)).isInstanceOf(Login.LockedOut.class);
        assertCaller(door.come(cookie), "reception");
        door.wait(Duration.ofSeconds(1));
        assertCaller(door.show(door.viewer), "reception");
    }

    @Test
    void anOldCookieIsNoGuess() {
        for (int i = 0; i < 100; i++) {
            assertThat(door.come("x".repeat(43))).isInstanceOf(Verdict.Nobody.class);
        }
        assertCaller(door.show(door.viewer), "reception");
    }
}
