package io.maskgate.models.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class FileFaultTest {
    @Test
    void whatTheSystemTellsByTheKindOfFaultAloneIsPutIntoWords() {
        assertThat(FileFault.words(new AccessDeniedException("run/curve.csv")))
                .isEqualTo("run/curve.csv: no permission");
        assertThat(FileFault.words(new NotDirectoryException("run"))).isEqualTo("run: expected a folder");
        assertThat(FileFault.words(new FileSystemLoopException("run"))).isEqualTo("run: FileSystemLoopException");
    }

    @Test
    void whatHasWordsKeepsThem() {
        assertThat(FileFault.words(new FileSystemException("run", null, "No space left on device")))
                .isEqualTo("run: No space left on device");
        assertThat(FileFault.words(new IOException("device gone"))).isEqualTo("device gone");
        assertThat(FileFault.words(new IOException())).isEqualTo("IOException");
    }
}
