package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BirthCountTest {
    @TempDir
    Path folder;

    @Test
    void countsRoundAndGoesOnAfterARestart() {
        var file = folder.resolve("count");
        var first = new BirthCount(file);
        for (int i = 0; i < 255; i++) {
            assertThat(first.next()).isEqualTo(i);
        }
        var second = new BirthCount(file);
        assertThat(second.next()).isEqualTo(255);
        assertThat(second.next()).isZero();
        assertThat(folder).isDirectoryContaining(found -> found.equals(file)).isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "256", "-1", "99999999999"})
    void beginsAnewWhereTheFileSaysSomethingElse(String content) throws Exception {
        var file = Files.writeString(folder.resolve("count"), content);
        assertThat(new BirthCount(file).next()).isZero();
        assertThat(new BirthCount(file).next()).isEqualTo(1);
    }

    @Test
    void aNumberThatNobodyHeardIsGivenAgainWithoutWriting() throws Exception {
        var file = folder.resolve("count");
        var count = new BirthCount(file);
        assertThat(count.next()).isZero();
        Files.delete(file);
        count.unused();
        assertThat(count.next()).isZero();
        assertThat(file).doesNotExist();
        assertThat(count.next()).isEqualTo(1);
        assertThat(file).hasContent("1");
    }

    @Test
    void aNumberThatNobodyHeardIsWrittenWhereItCouldNotBe() throws Exception {
        var file = folder.resolve("missing").resolve("count");
        var count = new BirthCount(file);
        assertThat(count.next()).isZero();
        Files.createDirectory(file.getParent());
        count.unused();
        assertThat(count.next()).isZero();
        assertThat(file).hasContent("0");
    }

    @Test
    void countsInMemoryWhereTheDiskDoesNotTakeIt() {
        var count = new BirthCount(folder.resolve("missing").resolve("count"));
        assertThat(count.next()).isZero();
        assertThat(count.next()).isEqualTo(1);
    }
}
