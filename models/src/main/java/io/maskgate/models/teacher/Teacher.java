package io.maskgate.models.teacher;

import io.maskgate.models.distil.Distiller;
import io.maskgate.models.distil.Teaching;
import java.io.IOException;
import java.util.Optional;

/** Whom a student learns from. One thread calls {@link #teach}. */
public sealed interface Teacher extends AutoCloseable permits NetworkTeacher, DetectorTeacher {
    /** Its name, share and maps, for the losses. */
    Distiller.Source source();

    /** SHA-256 of its weights' file. */
    String sha256();

    /** SHA-256 of everything its answers depend on besides the views and what this machine computes in. */
    String digest();

    /** Size of its parameters in float32, or of its file. */
    long bytes();

    /** Its parameters, where they can be counted. */
    Optional<Long> parameters();

    /** What it says about a batch, on the student's grid, in the caller's scope. */
    Teaching teach(Question question) throws IOException;

    /** What it had to do so far. */
    Counts counts();

    default String name() {
        return source().name();
    }

    @Override
    void close();
}
