package io.maskgate.models.teacher;

import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.data.Batch;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Anchors;
import org.bytedeco.pytorch.Tensor;

/**
 * A batch as it is put to teachers.
 *
 * @param views the recipe of the batch's views
 * @param epoch whose views they are
 * @param bytes uint8 {@code [N,H,W,3]}
 * @param anchors of the student
 * @param bins of the student's side distributions
 * @param student its own predictions, decoded
 */
public record Question(
        Batch batch, AugmentRecipe views, int epoch, Tensor bytes, Anchors anchors, int bins, Predictions student) {}
