package io.maskgate.models.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.torch.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** One anchor, three bins a side, boxes alone. */
class DistillerTest {
    private static final Share.Moment BEGINNING = new Share.Moment(0, 1, 0);

    @Test
    void distributionsAreSoftenedByTheTemperatureAndDistancesAreNot() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(Gradients.values(1, 12), 1, 1, 12);
            var sides = Tensors.floats(Gradients.values(2, 12), 1, 1, 12);
            var sure = Tensors.floats(new float[] {1}, 1, 1);

            assertThat(loss(student, new Teaching(student, sure, Optional.of(sides), false, List.of())))
                    .isCloseTo(Gradients.value(new BoxDistributions(10, 3).of(student, sides, sure)), within(1e-6));
            assertThat(loss(student, new Teaching(student, sure, Optional.of(sides), true, List.of())))
                    .isCloseTo(Gradients.value(new BoxDistributions(1, 3).of(student, sides, sure)), within(1e-6));
        }
    }

    private static double loss(Tensor student, Teaching teaching) {
        var none = Distillation.none();
        var teacher = new TeacherFile("t", "t.onnx", "t.yaml", "", 1, 0.3, 1);
        var recipe = new Distillation(
                List.of(teacher),
                none.hard(),
                none.soft(),
                new Distillation.Box(1, Ramp.CONSTANT, 0, 0, 10),
                none.feature(),
                none.attention(),
                none.relation(),
                none.replay());
        var sources = List.of(new Distiller.Source("t", 1, List.of()));
        try (var distiller = new Distiller(recipe, 3, List.of(), sources, 1)) {
            return distiller
                    .of(List.of(), student, student, List.of(teaching), BEGINNING)
                    .parts()
                    .box();
        }
    }
}
