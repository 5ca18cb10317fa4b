package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLibrariesTest {
    private static final SymbolLookup LIBRARY = _ -> Optional.empty();

    @TempDir
    Path root;

    private final List<String> tried = new ArrayList<>();

    /** A linker that opens nothing but this. */
    private HostLibraries only(String openable) {
        return new HostLibraries(root, name -> {
            tried.add(name);
            if (!name.equals(openable)) {
                throw new IllegalArgumentException("Cannot open library: " + name);
            }
            return LIBRARY;
        });
    }

    @Test
    void whatTheLinkerFindsIsNotSearchedFor() {
        assertThat(only("libcuda.so.1").open("libcuda.so.1")).contains(LIBRARY);
        assertThat(tried).containsExactly("libcuda.so.1");
    }

    @Test
    void nvidiasFoldersAreSearchedThenVersionsIncluded() throws Exception {
        var folder = Files.createDirectories(root.resolve("usr/local/cuda-12.6/lib64"));
        var file = Files.createFile(folder.resolve("libcudart.so.12"));
        assertThat(only(file.toString()).open("libcudart.so.12")).contains(LIBRARY);
    }

    /** As NVIDIA's tar has it: the builder opens them by bare names, and who finds no file finds what is opened. */
    @Test
    void whatTheBuilderOpensLiesOpenBesideATensorRtThatTheLinkerDoesNotKnow() throws Exception {
        var folder = Files.createDirectories(root.resolve("usr/local/TensorRT-10.9.0.34/lib"));
        var file = Files.createFile(folder.resolve("libnvinfer.so.10"));
        var ofGpu = Files.createFile(folder.resolve("libnvinfer_builder_resource_sm90.so.10.9.0"));
        var ofAll = Files.createFile(folder.resolve("libnvinfer_builder_resource.so.10.9.0"));
        Files.createFile(folder.resolve("libnvinfer_builder_resource_win.so.10.9.0"));
        Files.createFile(folder.resolve("libnvinfer_plugin.so.10"));
        assertThat(only(file.toString()).open("libnvinfer.so.10")).contains(LIBRARY);
        assertThat(tried).containsExactly("libnvinfer.so.10", file.toString(), ofAll.toString(), ofGpu.toString());

        tried.clear();
        assertThat(only("libnvinfer.so.10").open("libnvinfer.so.10")).contains(LIBRARY);
        assertThat(tried).containsExactly("libnvinfer.so.10");
    }

    @Test
    void aFileOfAnotherProcessorIsNoLibrary() throws Exception {
        var folder = Files.createDirectories(root.resolve("usr/lib/aarch64-linux-gnu"));
        var file = Files.createFile(folder.resolve("libnvinfer.so.10"));
        assertThat(only("").open("libnvinfer.so.10")).isEmpty();
        assertThat(tried).containsExactly("libnvinfer.so.10", file.toString());
    }

    @Test
    void theRealLinkerSaysNoInsteadOfFailing() {
        assertThat(HostLibraries.ofThisHost().open("libmaskgate-nonsuch.so.3")).isEmpty();
        assertThat(HostLibraries.ofThisHost().open("libc.so.6")).isPresent();
    }
}
