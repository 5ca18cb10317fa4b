/**
 * The page in a real browser: before a running gateway, and before canned answers for what a gateway seldom says.
 *
 * <p>Rule: what is looked at is what a reader meets: texts, roles, pictures; and the browser complains of nothing.
 */
@NullMarked
package io.maskgate.tests.page;

import org.jspecify.annotations.NullMarked;
