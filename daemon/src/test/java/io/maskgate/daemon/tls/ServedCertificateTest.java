package io.maskgate.daemon.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.LogListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedCertificateTest {
    @TempDir
    Path folder;

    /** Ahead of the second in which openssl makes them valid. */
    private Instant now = Instant.now().plusSeconds(60);

    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final List<String> served = new ArrayList<>();

    private Issued issued() {
        return new Issued(folder);
    }

    @BeforeEach
    void one() throws Exception {
        issued().make("one").serve("one", "one");
    }

    private ServedCertificate certificate() {
        var certificate = new ServedCertificate(issued().files(), clock);
        certificate.servedBy(pair -> served.add(pair.subject()));
        return certificate;
    }

    @Test
    void aChangedPairIsTakenWhenItHasSettled() throws Exception {
        var certificate = certificate();
        certificate.look();
        issued().make("two").serve("two", "two");
        certificate.look();
        assertThat(served).as("it may be half written").isEmpty();
        certificate.look();

        assertThat(served).containsExactly("CN=two");
        assertThat(certificate.state().ok()).isTrue();
        assertThat(certificate.state().detail()).isEqualTo("CN=two");
        assertThat(certificate.state().renewed()).isEqualTo(1);
        certificate.look();
        assertThat(served).as("once").hasSize(1);
    }

    @Test
    void theFirstOfTwoFilesAloneIsNoFaultWhileTheOtherIsOnItsWay() throws Exception {
        var certificate = certificate();
        issued().make("two").serve("two", "one");
        certificate.look();
        issued().serve("two", "two");
        certificate.look();
        certificate.look();

        assertThat(served).containsExactly("CN=two");
        assertThat(certificate.state().refused()).isZero();
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedAndTheOldPairStays() throws Exception {
        var certificate = certificate();
        issued().make("two").serve("two", "one");
        certificate.look();
        certificate.look();

        assertThat(served).isEmpty();
        assertThat(certificate.pair().orElseThrow().subject()).isEqualTo("CN=one");
        var state = certificate.state();
        assertThat(state.ok()).isFalse();
        assertThat(state.refused()).isEqualTo(1);
        assertThat(state.detail())
                .isEqualTo("web.tls.key: " + issued().files().key() + ": expected the key of the first certificate in "
                        + issued().files().certificate()
                        + ", found another certificate's; put the certificate itself before those of its CA");
        certificate.look();
        assertThat(certificate.state().refused())
                .as("the same files are refused once")
                .isEqualTo(1);

        issued().serve("two", "two");
        certificate.look();
        certificate.look();
        assertThat(certificate.state().ok()).isTrue();
        assertThat(served).containsExactly("CN=two");
    }

    @Test
    void aFileThatIsGoneIsRefused() throws Exception {
        var certificate = certificate();
        Files.delete(issued().files().key());
        certificate.look();
        certificate.look();

        assertThat(certificate.state().detail()).contains("expected a readable file, found NoSuchFileException");
        assertThat(certificate.pair().orElseThrow().subject()).isEqualTo("CN=one");
    }

    @Test
    void aListenerThatWillNotTakeItLeavesTheOldOne() throws Exception {
        var certificate = certificate();
        certificate.servedBy(_ -> {
            throw new IllegalStateException("the server says no");
        });
        issued().make("two").serve("two", "two");
        certificate.renew();

        assertThat(certificate.state().ok()).isFalse();
        assertThat(certificate.state().detail()).isEqualTo("the server says no");
        assertThat(certificate.pair().orElseThrow().subject()).isEqualTo("CN=one");
    }

    @Test
    void whoAsksForItGetsTheFilesReadAtOnce() throws Exception {
        var certificate = certificate();
        issued().make("two").serve("two", "two");
        certificate.renew();

        assertThat(served).containsExactly("CN=two");
    }

    @Test
    void aLinkPutElsewhereIsAChange() throws Exception {
        issued().make("two");
        var link = folder.resolve("live");
        for (String name : List.of("one", "two")) {
            Files.createDirectory(folder.resolve("archive-" + name));
            Files.copy(folder.resolve(name + ".pem"), folder.resolve("archive-" + name + "/web.pem"));
            Files.copy(folder.resolve(name + ".key"), folder.resolve("archive-" + name + "/web.key"));
        }
        Files.createSymbolicLink(link, folder.resolve("archive-one"));
        var certificate = new ServedCertificate(
                new io.maskgate.daemon.config.WebKeys.Tls(link.resolve("web.pem"), link.resolve("web.key")), clock);
        Files.delete(link);
        Files.createSymbolicLink(link, folder.resolve("archive-two"));
        certificate.look();
        certificate.look();

        assertThat(certificate.pair().orElseThrow().subject()).isEqualTo("CN=two");
    }

    /** As two renewals within one tick of the file system's clock leave it, with an inode used again. */
    @Test
    void anotherKeyOfTheSameTimeSizeAndInodeIsAChange() throws Exception {
        var certificate = certificate();
        issued().make("two").serve("two", "one");
        var key = issued().files().key();
        var time = Files.getLastModifiedTime(key);
        certificate.look();
        certificate.look();
        assertThat(certificate.state().ok()).isFalse();

        Files.write(key, Files.readAllBytes(folder.resolve("two.key")));
        Files.setLastModifiedTime(key, time);
        certificate.look();
        certificate.look();
        assertThat(certificate.state().ok()).isTrue();
        assertThat(served).containsExactly("CN=two");
    }

    @Test
    void anExpiredOneDoesNotReplaceAValidOne() throws Exception {
        issued().make("past", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)));
        var certificate = certificate();
        issued().serve("past", "past");
        certificate.renew();

        assertThat(certificate.state().detail())
                .contains("expected a certificate that is valid, found one that expired");
        assertThat(certificate.pair().orElseThrow().subject()).isEqualTo("CN=one");
    }

    /** A box without a battery for its clock must start all the same. */
    @Test
    void whatIsNotValidNowIsServedAndSaid() throws Exception {
        issued().make("past", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))
                .serve("past", "past");
        var certificate = certificate();
        assertThat(certificate.state().ok()).isFalse();
        assertThat(certificate.state().detail()).startsWith("expired at ");

        now = Instant.EPOCH;
        assertThat(certificate.state().detail()).startsWith("not valid before ");
        now = certificate.state().expires().orElseThrow().minusSeconds(1);
        assertThat(certificate.state().ok()).isTrue();
    }

    /** A clock that was years ahead for a moment, at the start or later, must not silence the warnings for as many years. */
    @Test
    void theLogWarnsOfTheEndOnceADayWhateverTheClockWas() throws Exception {
        issued().make("short", now.minus(Duration.ofDays(80)), now.plus(Duration.ofDays(10)))
                .serve("short", "short");
        var correct = now;
        try (var log = LogListener.to(ServedCertificate.class, LogRecord::getLevel)) {
            now = correct.plus(Duration.ofDays(4000));
            var certificate = certificate();
            assertThat(log.lines()).hasSize(1);
            now = correct;
            certificate.look();
            assertThat(log.lines()).hasSize(2);
            now = correct.plus(Duration.ofHours(23));
            certificate.look();
            assertThat(log.lines()).as("once a day").hasSize(2);
            now = correct.plus(Duration.ofHours(24));
            certificate.look();
            assertThat(log.lines()).hasSize(3);
        }
    }

    /** It is renewed by itself, each few days: a line of each day of its life would hide the one that matters. */
    @Test
    void oneThatLivesForAWeekIsWarnedOfInItsLastThird() throws Exception {
        var begin = now.minus(Duration.ofDays(1));
        issued().make("week", begin, begin.plus(Duration.ofDays(6))).serve("week", "week");
        try (var log = LogListener.to(ServedCertificate.class, LogRecord::getLevel)) {
            var certificate = certificate();
            now = begin.plus(Duration.ofDays(4)).minusSeconds(2);
            certificate.look();
            assertThat(log.lines()).isEmpty();
            now = begin.plus(Duration.ofDays(4));
            certificate.look();
            assertThat(log.lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"rsa:2048, RSA", "ed25519, EdDSA"})
    void otherKindsOfKeysServeAsWell(String kind, String algorithm) throws Exception {
        issued().make("other", List.of("-newkey", kind, "-days", "9")).serve("other", "other");

        assertThat(certificate().pair().orElseThrow().key().getAlgorithm()).isEqualTo(algorithm);
        issued().serve("other", "one");
        noneYet("web.tls.key: " + issued().files().key() + ": expected the key of the first certificate in "
                + issued().files().certificate()
                + ", found another certificate's; put the certificate itself before those of its CA");
    }

    @Test
    void aTextThatIsNoCertificateIsNamedWithItsFile() throws Exception {
        Files.writeString(
                issued().files().certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        noneYet("web.tls.certificate: " + issued().files().certificate()
                + ": expected PEM certificates, found something else; check the file");
    }

    @Test
    void aKeyThatWasPastedShortIsNamedWithItsFile() throws Exception {
        Files.writeString(issued().files().key(), "-----BEGIN PRIVATE KEY-----\nMIGHA\n-----END PRIVATE KEY-----\n");

        noneYet("web.tls.key: " + issued().files().key()
                + ": expected a PKCS#8 private key in PEM (BEGIN PRIVATE KEY),"
                + " found one that is cut short or damaged; copy the file again");
    }

    /** Others serve such files, and so they exist; Java's TLS takes none of them. */
    @Test
    void aChainOutOfOrderIsNamedWithItsFileAndWhatToDo() throws Exception {
        issued().make("two").join("wrong", "one", "two").serve("wrong", "one");

        noneYet("web.tls.certificate: " + issued().files().certificate()
                + ": expected each certificate followed by that of its CA, each once,"
                + " found as number 2 that of CN=two in place of CN=one;"
                + " put the certificate itself first, then that of the CA that signed it, and so on");
    }

    @Test
    void aCertificateThatIsThereTwiceIsNamedWithItsFileAndWhatToDo() throws Exception {
        issued().join("wrong", "one", "one").serve("wrong", "one");

        noneYet("web.tls.certificate: " + issued().files().certificate()
                + ": expected each certificate followed by that of its CA, each once,"
                + " found that of CN=one twice;"
                + " put the certificate itself first, then that of the CA that signed it, and so on");
    }

    /** Nothing is served then, and both the log and the state have the words. */
    private void noneYet(String why) {
        try (var log = LogListener.to(
                ServedCertificate.class, line -> MessageFormat.format(line.getMessage(), line.getParameters()))) {
            var certificate = certificate();
            assertThat(certificate.pair()).isEmpty();
            var state = certificate.state();
            assertThat(state.ok()).isFalse();
            assertThat(state.detail()).isEqualTo(why);
            assertThat(state.expires()).isEmpty();
            assertThat(state.refused()).isEqualTo(1);
            certificate.look();
            certificate.look();
            assertThat(log.lines())
                    .as("once")
                    .containsExactly("the web listener stays closed until there is a certificate for it: " + why);
        }
    }

    /** A renewal was cut short by the power, or left a key that the service may not read. */
    @Test
    void whatIsNoPairAtTheStartIsTakenWhenItBecomesOne() throws Exception {
        issued().make("two").serve("two", "one");
        Files.delete(issued().files().key());
        var certificate = certificate();
        assertThat(certificate.pair()).isEmpty();
        assertThat(certificate.state().detail()).contains("expected a readable file, found NoSuchFileException");

        issued().serve("two", "one");
        certificate.renew();
        assertThat(certificate.state().detail()).contains("found another certificate's");

        issued().serve("two", "two");
        certificate.look();
        certificate.look();
        assertThat(served).containsExactly("CN=two");
        assertThat(certificate.state().ok()).isTrue();
        assertThat(certificate.state().detail()).isEqualTo("CN=two");
        assertThat(certificate.state().expires()).isPresent();
        assertThat(certificate.state().renewed()).isEqualTo(1);
    }
}
