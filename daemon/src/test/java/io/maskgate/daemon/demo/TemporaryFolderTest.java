package io.maskgate.daemon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {
    private final CountDownLatch deleting = new CountDownLatch(1);

    @Test
    void isGoneWithAllInItWhenClosed() throws Exception {
        var folder = new TemporaryFolder("maskgate-test");
        Files.writeString(Files.createDirectories(folder.path().resolve("a/b")).resolve("c"), "deep");
        Files.createSymbolicLink(folder.path().resolve("dangling"), Path.of("nowhere"));

        folder.close();

        assertThat(folder.path()).doesNotExist();
    }

    /** A database that closes late takes its journal away itself. */
    @Test
    void filesThatOthersDeleteMeanwhileAreNoFault() throws Exception {
        var folder = new TemporaryFolder("maskgate-test");
        for (int i = 0; i < 2000; i++) {
            Files.createFile(folder.path().resolve("file" + i));
        }
        var other = Thread.ofVirtual().start(() -> deleteBackwards(folder.path()));
        deleting.await();

        folder.close();

        other.join();
        assertThat(folder.path()).doesNotExist();
    }

    private void deleteBackwards(Path folder) {
        for (int i = 1999; i >= 0; i--) {
            try {
                Files.deleteIfExists(folder.resolve("file" + i));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            deleting.countDown();
        }
    }

    @Test
    void aFolderThatIsGoneAlreadyIsNoFault() throws Exception {
        var folder = new TemporaryFolder("maskgate-test");
        Files.delete(folder.path());

        folder.close();

        assertThat(folder.path()).doesNotExist();
    }
}
