package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.data.Onlooker;
import io.maskgate.models.data.SoftFace;
import io.maskgate.models.distil.Distiller;
import io.maskgate.models.distil.TeacherFile;
import io.maskgate.models.distil.Teaching;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Somebody's ONNX detector as a teacher. It looks at views on the loader's workers. */
public final class DetectorTeacher implements Teacher, Onlooker {
    private static final String FACES = "faces";
    private static final int COLUMNS = 7;

    private final TeacherFile file;
    private final int place;
    private final boolean boxes;
    private final ForeignDetector detector;
    private final Answers answers;
    private final String sha256;
    private final String digest;
    private final long bytes;

    /**
     * @param place of its opinions in a batch
     * @param boxes whether it teaches boxes as well
     */
    DetectorTeacher(TeacherFile file, int place, boolean boxes, Folders folders) throws IOException {
        this.file = file;
        this.place = place;
        this.boxes = boxes;
        var weights = Path.of(file.weights());
        var adapter = Path.of(file.adapter());
        detector = new ForeignDetector(weights, Adapter.read(adapter), 1);
        sha256 = Sha256.of(weights);
        digest = sha256 + "+" + Answers.digest(Files.readString(adapter));
        bytes = Files.size(weights);
        answers = folders.answers(file.name(), digest);
    }

    @Override
    public Distiller.Source source() {
        return new Distiller.Source(file.name(), file.share(), List.of());
    }

    @Override
    public List<List<SoftFace>> look(AugmentRecipe recipe, int epoch, int index, ByteBuffer pixels, int count)
            throws IOException {
        var key = new Answers.Key(recipe, epoch, index);
        var answer =
                answers.get(key, Set.of(FACES), () -> written(see(pixels, count, recipe.width(), recipe.height())));
        var entry = answer.get(FACES);
        return read(entry == null ? new float[0] : entry.values(), count);
    }

    /**
     * Asks it about pictures.
     *
     * @param pixels uint8 {@code [count,height,width,3]} RGB
     */
    public List<List<SoftFace>> see(ByteBuffer pixels, int count, int width, int height) {
        var seen = new ArrayList<List<SoftFace>>();
        var view = new byte[width * height * 3];
        for (int i = 0; i < count; i++) {
            pixels.get(i * view.length, view);
            seen.add(detector.see(view, width, height));
        }
        return seen;
    }

    /** Rows of view, x0, y0, x1, y1, facemask, no facemask. */
    static Map<String, Safetensors.Entry> written(List<List<SoftFace>> views) {
        int rows = views.stream().mapToInt(List::size).sum();
        var values = new float[rows * COLUMNS];
        int at = 0;
        for (int i = 0; i < views.size(); i++) {
            for (var face : views.get(i)) {
                float[] row = {i, face.x0(), face.y0(), face.x1(), face.y1(), face.facemask(), face.noFacemask()};
                System.arraycopy(row, 0, values, at, COLUMNS);
                at += COLUMNS;
            }
        }
        return Map.of(FACES, new Safetensors.Entry(List.of(rows, COLUMNS), values));
    }

    static List<List<SoftFace>> read(float[] rows, int count) {
        var views = new ArrayList<List<SoftFace>>();
        for (int i = 0; i < count; i++) {
            views.add(new ArrayList<>());
        }
        for (int r = 0; r < rows.length; r += COLUMNS) {
            var face = new SoftFace(rows[r + 1], rows[r + 2], rows[r + 3], rows[r + 4], rows[r + 5], rows[r + 6]);
            views.get((int) rows[r]).add(face);
        }
        return views;
    }

    /** Where it was not asked, since nobody would have listened, background. */
    @Override
    public Teaching teach(Question question) {
        var batch = question.batch();
        List<List<SoftFace>> seen = batch.opinions().isEmpty()
                ? Collections.nCopies(batch.faces().size(), List.of())
                : batch.opinions().get(place);
        return new BoxTargets(question.anchors(), question.bins(), file.confidence(), boxes)
                .of(question.student(), seen);
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Optional<Long> parameters() {
        return Optional.empty();
    }

    @Override
    public Counts counts() {
        return answers.counts();
    }

    @Override
    public void close() {
        detector.close();
    }
}
