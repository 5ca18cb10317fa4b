package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryChecksTest {
    /** As JavaCPP passes on what the dynamic linker says. */
    private static final UnsatisfiedLinkError OLD_SYSTEM = new UnsatisfiedLinkError(
            "/usr/lib/maskgate/lib/native/libjniavutil.so: /lib64/libm.so.6: version `GLIBC_2.29' not"
                    + " found (required by /usr/lib/maskgate/lib/native/libavutil.so.59)");

    @Test
    void aSystemThatIsTooOldIsToldFromAPackageForAnotherProcessor() {
        assertThat(LibraryChecks.unloadable(OLD_SYSTEM))
                .isEqualTo(Finding.failed(
                        "native libraries do not load: " + OLD_SYSTEM.getMessage(),
                        "expected glibc 2.29 and the libstdc++ of GCC 9, or newer; use a newer distribution"));
        assertThat(LibraryChecks.unloadable(new UnsatisfiedLinkError("no jniavutil in java.library.path"))
                        .remedy())
                .isEqualTo("install the package for this architecture");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error relocating /usr/lib/maskgate/lib/native/libavutil.so.59: __fprintf_chk: symbol not found",
                "Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by"
                        + " /usr/lib/maskgate/lib/native/libonnxruntime.so)"
            })
    void soIsASystemWithAnotherCLibrary(String words) {
        assertThat(LibraryChecks.unloadable(new UnsatisfiedLinkError(words)).remedy())
                .isEqualTo(
                        "expected glibc 2.29 or newer, found musl, as in Alpine; use a distribution or an image with glibc");
    }

    @Test
    void soItIsForWhoComesSecondToAClass() {
        var second = new NoClassDefFoundError("Could not initialize class org.bytedeco.ffmpeg.global.avutil");
        second.initCause(new ExceptionInInitializerError(OLD_SYSTEM.toString()));

        assertThat(LibraryChecks.unloadable(second).remedy()).startsWith("expected glibc 2.29");
    }

    @Test
    void aCardThatServesTheModelAndDecodesNothingIsAWarning() {
        var install = Optional.of("install what decodes");
        Map<String, Optional<String>> nothing = Map.of("h264_cuvid", Optional.of("its library is missing"));
        assertThat(LibraryChecks.decoders(nothing, install))
                .isEqualTo(Finding.warning(
                        "software; no hardware decoder decodes the built-in clip\nh264_cuvid: its library is missing",
                        "install what decodes"));
        assertThat(LibraryChecks.decoders(nothing, Optional.empty()).state()).isEqualTo(Finding.State.OK);
        assertThat(LibraryChecks.decoders(Map.of("h264_nvmpi", Optional.empty()), install))
                .as("another decodes")
                .isEqualTo(Finding.ok("decode the built-in clip: h264_nvmpi"));
    }
}
