/**
 * Entries of the model zoo: a folder with the files, the card and what a person reads.
 *
 * <p>Rule: every figure in a card was measured by the evaluate room on the very files beside it; none is typed.
 */
@NullMarked
package io.maskgate.models.zoo;

import org.jspecify.annotations.NullMarked;
