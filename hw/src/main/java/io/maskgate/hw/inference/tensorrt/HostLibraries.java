package io.maskgate.hw.inference.tensorrt;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NVIDIA's libraries of this host, opened by their sonames: first where the dynamic linker looks, then where NVIDIA's
 * packages put them. A library stays open until the process ends, since what is linked against its soname finds the
 * opened one then, wherever it lies.
 */
final class HostLibraries {
    /** Below the root; {@code *} stands for one part of a name. */
    private static final List<String> PLACES = List.of(
            "usr/lib/aarch64-linux-gnu",
            "usr/lib/aarch64-linux-gnu/nvidia",
            "usr/lib/aarch64-linux-gnu/tegra",
            "usr/lib/x86_64-linux-gnu",
            "usr/lib/x86_64-linux-gnu/nvidia/current",
            "usr/lib64",
            "usr/local/cuda/lib64",
            "usr/local/cuda-12*/lib64",
            "usr/local/tensorrt/lib",
            "usr/local/TensorRT*/lib",
            "opt/tensorrt/lib");

    private static final String TENSORRT = "libnvinfer.so.10";
    /** Until 10.8 one file; then one for each kind of GPU. Mapped, not read. */
    private static final String BUILDER_RESOURCES = "libnvinfer_builder_resource*.so.*";

    private final Path root;
    private final Opener opener;

    /** Opens a library; a seam. */
    interface Opener {
        /** @throws IllegalArgumentException when it cannot be opened */
        SymbolLookup open(String nameOrPath);
    }

    HostLibraries(Path root, Opener opener) {
        this.root = root;
        this.opener = opener;
    }

    @SuppressWarnings("restricted")
    static HostLibraries ofThisHost() {
        return new HostLibraries(
                Path.of("/"),
                name -> name.startsWith("/")
                        ? SymbolLookup.libraryLookup(Path.of(name), Arena.global())
                        : SymbolLookup.libraryLookup(name, Arena.global()));
    }

    /** The library of this soname; absent when it is not there or not for this processor. */
    Optional<SymbolLookup> open(String soname) {
        return tryOpen(soname)
                .or(() -> files(soname).stream()
                        .map(this::openFile)
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private Optional<SymbolLookup> openFile(Path file) {
        var opened = tryOpen(file.toString());
        if (opened.isPresent() && file.endsWith(TENSORRT)) {
            resources(file.resolveSibling(BUILDER_RESOURCES)).forEach(resource -> tryOpen(resource.toString()));
        }
        return opened;
    }

    /** What the builder opens by bare names, which the dynamic linker knows as little as it knew TensorRT's own. */
    private static List<Path> resources(Path pattern) {
        var found = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(
                pattern.getParent(), pattern.getFileName().toString())) {
            files.forEach(found::add);
        } catch (IOException | DirectoryIteratorException _) {
            return List.of();
        }
        // Those for building engines for Windows.
        found.removeIf(file -> file.getFileName().toString().contains("_win"));
        found.sort(null);
        return found;
    }

    private Optional<SymbolLookup> tryOpen(String nameOrPath) {
        try {
            return Optional.of(opener.open(nameOrPath));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private List<Path> files(String soname) {
        var found = new ArrayList<Path>();
        for (String place : PLACES) {
            for (var folder : folders(place)) {
                var file = folder.resolve(soname);
                if (Files.exists(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private List<Path> folders(String place) {
        int star = place.indexOf('*');
        if (star < 0) {
            return List.of(root.resolve(place));
        }
        int begin = place.lastIndexOf('/', star);
        int end = place.indexOf('/', star);
        var parent = root.resolve(place.substring(0, begin));
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, place.substring(begin + 1, end))) {
            folders.forEach(folder -> found.add(folder.resolve(place.substring(end + 1))));
        } catch (IOException _) {
            return List.of();
        }
        found.sort(null);
        return found;
    }
}
