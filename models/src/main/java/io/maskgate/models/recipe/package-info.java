/**
 * Recipe files: YAML bound to records, strictly.
 *
 * <p>Rule: knows no recipe's meaning; every fault is named with file, line and key before anything starts.
 */
@NullMarked
package io.maskgate.models.recipe;

import org.jspecify.annotations.NullMarked;
