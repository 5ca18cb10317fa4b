package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.privacy.Gates;
import io.maskgate.daemon.privacy.PrivacyGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a clock that is moved. */
class VaultTest {
    private static final int SIZE = 1000;

    @TempDir
    private Path state;

    private final PrivacyGate gate = Gates.of(PrivacyMode.PICTURES, false);
    private Instant now = Instant.parse("2026-03-02T08:00:00Z");
    private long uptime;
    private boolean right = true;
    private Path folder;
    private Vault vault;

    @BeforeEach
    void open() {
        folder = state.resolve("pictures");
        vault = vault(gate, 10 * SIZE, 0);
    }

    private Vault vault(PrivacyGate which, long quota, long reserve) {
        return vault(which, new Vault.Limits(Duration.ofDays(30), quota, reserve));
    }

    private Vault vault(PrivacyGate which, Vault.Limits limits) {
        return new Vault(
                folder, limits, Optional.empty(), which, new PictureAges.Time(() -> now, () -> uptime, () -> right));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        uptime += time.toNanos();
    }

    /** The one picture that is there. */
    private void itGoesAfter(Duration time) throws Exception {
        pass(time);
        vault.sweep();
        assertThat(files()).hasSize(1);
        pass(Duration.ofMillis(1));
        vault.sweep();
        assertThat(files()).isEmpty();
    }

    /** A picture that takes 1,000 bytes in all. */
    private UUID keep() {
        var id = UUID.randomUUID();
        var about = Stored.json().put("at", now.toString());
        int head = new Stored(about, new byte[0]).write("", Optional.empty()).length;
        vault.keep("sample", id, now, new Stored(about, new byte[SIZE - head]));
        return id;
    }

    private List<String> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private long count(Vault.Fate fate) {
        return vault.counts().get(fate);
    }

    @Test
    void aPictureIsAFileThatOnlyItsOwnerReadsNamedByTimeAlone() throws Exception {
        var id = keep();
        assertThat(files()).containsExactly("1772438400000-sample-" + id + ".mgp");
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(folder.resolve(files().getFirst())))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(vault.bytes()).isEqualTo(SIZE);
        assertThat(count(Vault.Fate.STORED)).isEqualTo(1);
    }

    /** A service has the system's locale, whose digits may be others. */
    @Test
    void namesHaveTheSameDigitsEverywhere() throws Exception {
        var usual = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
        try {
            keep();
        } finally {
            Locale.setDefault(usual);
        }

        assertThat(files()).singleElement().asString().startsWith("1772438400000-");
        assertThat(vault(gate, 10 * SIZE, 0).bytes()).isEqualTo(SIZE);
    }

    @Test
    void picturesAreDeletedOnTime() throws Exception {
        keep();
        pass(Duration.ofDays(10));
        keep();
        pass(Duration.ofDays(20));
        vault.sweep();
        assertThat(files()).as("to the day").hasSize(2);
        pass(Duration.ofMillis(1));
        vault.sweep();
        assertThat(files()).hasSize(1);
        assertThat(vault.bytes()).isEqualTo(SIZE);
        assertThat(count(Vault.Fate.EXPIRED)).isEqualTo(1);
    }

    @Test
    void picturesOfAnEarlierProcessAreDeletedOnTimeToo() throws Exception {
        keep();
        now = now.plus(Duration.ofDays(31));
        open();
        assertThat(vault.size()).isEqualTo(1);
        vault.sweep();
        assertThat(files()).isEmpty();
    }

    @Test
    void aFolderThatCouldNotBeReadAtTheStartIsTriedAgainAtEachSweep() throws Exception {
        keep();
        var elsewhere = state.resolve("not-mounted-yet");
        Files.move(folder, elsewhere);
        Files.writeString(folder, "a file where the folder should be");
        vault = vault(gate, 10 * SIZE, 0);
        vault.sweep();
        assertThat(vault.size()).isZero();

        Files.delete(folder);
        Files.move(elsewhere, folder);
        keep();
        vault.sweep();
        assertThat(vault.size()).isEqualTo(2);
        assertThat(vault.bytes()).isEqualTo(2 * SIZE);

        pass(Duration.ofDays(31));
        vault.sweep();
        assertThat(files()).isEmpty();
    }

    /** A link into a disk that comes late leads nowhere at first, which looks as if no picture had been stored yet. */
    @Test
    void picturesOnADiskThatIsMountedAfterTheStartAreCountedAndDeletedOnTime() throws Exception {
        keep();
        var disk = state.resolve("disk");
        var unmounted = Files.move(folder, state.resolve("unmounted"));
        Files.createSymbolicLink(folder, disk);
        vault = vault(gate, 10 * SIZE, 0);
        keep();
        vault.sweep();
        assertThat(vault.size()).isZero();

        Files.move(unmounted, disk);
        keep();
        vault.sweep();
        assertThat(vault.size()).isEqualTo(2);
        assertThat(vault.bytes()).isEqualTo(2 * SIZE);

        pass(Duration.ofDays(31));
        vault.sweep();
        assertThat(files()).isEmpty();
    }

    @Test
    void aPictureFromAFutureThatNeverWasIsDeletedSinceNobodyKnowsItsAge() throws Exception {
        keep();
        open();
        now = now.minus(Duration.ofMinutes(59));
        vault.sweep();
        assertThat(files()).hasSize(1);
        now = now.minus(Duration.ofMinutes(2));
        vault.sweep();
        assertThat(files()).isEmpty();
    }

    /** A box without a battery for its clock, at its start and until it hears from a time server. */
    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:20Z", "2025-10-01T00:00:00Z", "2038-01-19T03:14:00Z"})
    void aClockThatWakesUpWrongCostsNoPicture(Instant wrong) throws Exception {
        keep();
        var correct = now;
        now = wrong;
        right = false;
        open();
        vault.sweep();
        pass(Duration.ofMinutes(50));
        keep();
        vault.sweep();
        now = correct.plus(Duration.ofHours(1));
        right = true;
        vault.sweep();
        assertThat(files()).hasSize(2);
        assertThat(count(Vault.Fate.EXPIRED)).isZero();

        pass(Duration.ofDays(30).minusHours(2));
        vault.sweep();
        assertThat(files()).as("no picture is too old yet").hasSize(2);
        pass(Duration.ofHours(1).plusMillis(1));
        vault.sweep();
        assertThat(files()).as("of the earlier process it is").hasSize(1);
        pass(Duration.ofHours(1));
        vault.sweep();
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:20Z", "2038-01-19T03:14:00Z"})
    void aClockThatIsSetWrongWhileItRunsCostsNoPicture(Instant wrong) throws Exception {
        keep();
        open();
        keep();
        vault.sweep();
        right = false;
        now = wrong;
        vault.sweep();
        assertThat(files()).hasSize(2);
        pass(Duration.ofDays(30).plusMillis(1));
        vault.sweep();
        assertThat(files()).as("what is stored does not stay for ever").isEmpty();
    }

    /** In a network of its own: its clock is set by hand, or not at all. */
    @Test
    void whereNobodyKeepsTheClockRightItIsBelievedAfterAnHour() throws Exception {
        right = false;
        keep();
        now = now.plus(Duration.ofDays(31));
        open();
        vault.sweep();
        itGoesAfter(Duration.ofHours(1));
    }

    @Test
    void whatIsDatedAheadOfAClockNobodyKeepsRightGoesAfterItsTimeHere() throws Exception {
        right = false;
        keep();
        now = now.minus(Duration.ofDays(400));
        open();
        itGoesAfter(Duration.ofDays(30));
    }

    /** A crop waits until its track is over. */
    @Test
    void theTimeAPictureWaitedBeforeItWasStoredCounts() throws Exception {
        vault.keep(
                "sample", UUID.randomUUID(), now.minus(Duration.ofMinutes(5)), new Stored(Stored.json(), new byte[9]));
        pass(Duration.ofDays(30).minusMinutes(5));
        vault.sweep();
        assertThat(files()).hasSize(1);
        pass(Duration.ofMillis(1));
        vault.sweep();
        assertThat(files()).isEmpty();
    }

    @Test
    void theOldestMakeRoomWithinTheQuota() throws Exception {
        var first = keep();
        for (int i = 0; i < 12; i++) {
            now = now.plusSeconds(1);
            keep();
        }
        assertThat(files()).hasSize(10).noneMatch(name -> name.contains(first.toString()));
        assertThat(vault.bytes()).isEqualTo(10 * SIZE);
        assertThat(count(Vault.Fate.DISPLACED)).isEqualTo(3);
    }

    @Test
    void aSmallerQuotaTakesEffectBeforeTheNextPictureComes() throws Exception {
        var kept = new ArrayList<UUID>();
        for (int i = 0; i < 5; i++) {
            now = now.plusSeconds(1);
            kept.add(keep());
        }
        vault = vault(gate, 2 * SIZE, 0);
        vault.sweep();

        assertThat(files())
                .satisfiesExactly(
                        name -> assertThat(name).contains(kept.get(3).toString()),
                        name -> assertThat(name).contains(kept.get(4).toString()));
        assertThat(vault.bytes()).isEqualTo(2 * SIZE);
        assertThat(count(Vault.Fate.DISPLACED)).isEqualTo(3);
    }

    /** Small ones, in a quota of hundreds of GiB: their names alone would fill the memory. */
    @Test
    void theOldestMakeRoomWhereThereAreMoreThanCanBeRemembered() throws Exception {
        var kept = new ArrayList<UUID>();
        for (int i = 0; i < 12; i++) {
            now = now.plusSeconds(1);
            kept.add(keep());
            if (i == 9) {
                vault = vault(gate, new Vault.Limits(Duration.ofDays(30), 1000 * SIZE, 0, 10));
            }
        }
        assertThat(files())
                .hasSize(10)
                .noneMatch(name -> name.contains(kept.get(0).toString())
                        || name.contains(kept.get(1).toString()));
        assertThat(vault.bytes()).isEqualTo(10 * SIZE);
        assertThat(count(Vault.Fate.DISPLACED)).isEqualTo(2);

        vault = vault(gate, new Vault.Limits(Duration.ofDays(30), 1000 * SIZE, 0, 3));
        assertThat(files())
                .as("before the start needs memory for them")
                .satisfiesExactly(
                        name -> assertThat(name).contains(kept.get(9).toString()),
                        name -> assertThat(name).contains(kept.get(10).toString()),
                        name -> assertThat(name).contains(kept.get(11).toString()));
        assertThat(vault.size()).isEqualTo(3);
        assertThat(vault.bytes()).isEqualTo(3 * SIZE);
        assertThat(count(Vault.Fate.DISPLACED)).isEqualTo(7);
    }

    @Test
    void aPictureLargerThanTheQuotaCostsNoOther() throws Exception {
        keep();
        vault.keep("sample", UUID.randomUUID(), now, new Stored(Stored.json(), new byte[11 * SIZE]));
        assertThat(files()).hasSize(1);
        assertThat(count(Vault.Fate.FAILED)).isEqualTo(1);
    }

    @Test
    void whatTheGateWithholdsIsNotWritten() throws Exception {
        for (var mode : List.of(PrivacyMode.EVENTS, PrivacyMode.AGGREGATE)) {
            vault = vault(Gates.of(mode, true), 10 * SIZE, 0);
            keep();
            assertThat(files()).isEmpty();
            assertThat(count(Vault.Fate.WITHHELD)).isEqualTo(1);
        }
    }

    @Test
    void aDiskThatTakesNothingCostsPicturesAndNothingElse() throws Exception {
        Files.writeString(folder, "no folder");
        keep();
        keep();
        assertThat(count(Vault.Fate.FAILED)).isEqualTo(2);
        Files.delete(folder);
        keep();
        assertThat(count(Vault.Fate.STORED)).isEqualTo(1);
    }

    @Test
    void theLastRoomOfADiskIsLeftToEvents() throws Exception {
        vault = vault(gate, 10 * SIZE, Files.getFileStore(state).getTotalSpace());
        keep();
        assertThat(files()).isEmpty();
        assertThat(count(Vault.Fate.FAILED)).isEqualTo(1);
    }

    @Test
    void whatACrashLeftHalfIsDeletedAndWhatIsNotOursIsLeftAlone() throws Exception {
        keep();
        Files.writeString(folder.resolve("1772438400000-sample-x.mgp.tmp"), "half");
        Files.writeString(folder.resolve("notes.txt"), "mine");
        open();
        assertThat(vault.size()).isEqualTo(1);
        assertThat(files()).hasSize(2).contains("notes.txt");
    }

    @Test
    void whoOnlyReadsLeavesAloneWhatIsBeingWritten() throws Exception {
        var id = keep();
        Files.writeString(folder.resolve("1772438400000-sample-x.mgp.tmp"), "half");
        assertThat(PictureFolder.names(folder, "sample")).containsExactly("1772438400000-sample-" + id + ".mgp");
        assertThat(files()).hasSize(2);
    }
}
