/**
 * DAMO-YOLO (arXiv:2211.15444) as a teacher: backbones, neck, head, deployment form, original weights.
 *
 * <p>Rule: tensors are called what the original calls them; plain Java over a {@link io.maskgate.models.net.Backend}.
 */
@NullMarked
package io.maskgate.models.damo;

import org.jspecify.annotations.NullMarked;
