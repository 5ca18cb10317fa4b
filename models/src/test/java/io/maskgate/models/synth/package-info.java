@NullMarked
package io.maskgate.models.synth;

import org.jspecify.annotations.NullMarked;
