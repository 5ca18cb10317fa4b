/**
 * From cameras to tracked faces: one platform thread per camera, one inference thread for all.
 *
 * <p>Rule: a camera's trouble stays in its own thread; newest frame wins, a camera hands over at most one pending frame,
 * and everything dropped is counted.
 */
@NullMarked
package io.maskgate.daemon.camera;

import org.jspecify.annotations.NullMarked;
