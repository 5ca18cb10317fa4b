/**
 * From data to a model of the zoo: steps one after the other, each a command a person could type.
 *
 * <p>Rule: a step is finished when what it read and what it made are still what they were; a finished step is never
 * repeated, an unfinished one goes on. The run folder tells everything: recipes, seeds, data, versions, commands.
 */
@NullMarked
package io.maskgate.models.pipeline;

import org.jspecify.annotations.NullMarked;
