package io.maskgate.models.teacher;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.models.data.Onlooker;
import io.maskgate.models.distil.Distillation;
import io.maskgate.models.distil.Distiller;
import io.maskgate.models.distil.TeacherFile;
import io.maskgate.models.distil.Teaching;
import io.maskgate.models.net.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The teachers of one run. Owns them. */
public final class Classroom implements AutoCloseable {
    private final List<Teacher> teachers = new ArrayList<>();

    private Classroom() {}

    /** Nobody. */
    public static Classroom empty() {
        return new Classroom();
    }

    /**
     * Loads all teachers.
     *
     * @param student whom they teach
     * @param recipe in which every teacher has weights
     * @param type of the networks' activations
     * @param views what the views depend on besides their recipe: data, seed, batch
     * @throws IllegalArgumentException when a file does not fit its architecture or adapter
     */
    public static Classroom open(Distillation recipe, Network student, ScalarType type, String views)
            throws IOException {
        var room = new Classroom();
        var kept =
                Optional.of(recipe.replay().folder()).filter(f -> !f.isEmpty()).map(Path::of);
        var folders = new Folders(kept, views);
        boolean boxes = recipe.box().weight() > 0;
        int place = 0;
        try {
            for (var file : recipe.teachers()) {
                if (file.isNetwork()) {
                    var wanted = new NetworkTeacher.Wanted(boxes, recipe.wantsFeatures());
                    var teacher = new NetworkTeacher(file, wanted, type, folders);
                    room.teachers.add(teacher);
                    teacher.requireCellsOf(student);
                } else {
                    room.teachers.add(new DetectorTeacher(file, place++, boxes, folders));
                }
            }
            return room;
        } catch (IOException | RuntimeException e) {
            room.close();
            throw e;
        }
    }

    /**
     * Opens a teacher, asks a detector about a black picture, and lets go of it.
     *
     * @throws IllegalArgumentException when its file fits neither its architecture nor the student, or its adapter cannot be
     * @throws InferenceException when a detector and its adapter do not fit each other
     */
    public static void requireFit(TeacherFile file, Network student) throws IOException {
        if (file.isNetwork()) {
            NetworkTeacher.requireCells(file, NetworkTeacher.Trained.read(file).network(), student);
        } else {
            var adapter = Adapter.read(Path.of(file.adapter()));
            int width = adapter.input().width();
            int height = adapter.input().height();
            try (var detector = new ForeignDetector(Path.of(file.weights()), adapter, 1)) {
                // Sizes, columns and how many boxes there are show in an answer alone.
                detector.see(new byte[3 * width * height], width, height);
            }
        }
    }

    public List<Teacher> teachers() {
        return List.copyOf(teachers);
    }

    /** Those that look at views on the loader's workers, in the order of a batch's opinions. */
    public List<Onlooker> onlookers() {
        var onlookers = new ArrayList<Onlooker>();
        for (var teacher : teachers) {
            if (teacher instanceof DetectorTeacher detector) {
                onlookers.add(detector);
            }
        }
        return onlookers;
    }

    public List<Distiller.Source> sources() {
        return teachers.stream().map(Teacher::source).toList();
    }

    /** What each says about a batch. */
    public List<Teaching> teach(Question question) throws IOException {
        var teachings = new ArrayList<Teaching>();
        for (var teacher : teachers) {
            teachings.add(teacher.teach(question));
        }
        return teachings;
    }

    /** Of all teachers; a run goes on only with the same ones. */
    public String digest() {
        return teachers.stream().map(Teacher::digest).collect(Collectors.joining("+"));
    }

    @Override
    public void close() {
        teachers.forEach(Teacher::close);
        teachers.clear();
    }
}
