package io.maskgate.models.teacher;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where answers are kept.
 *
 * @param root empty: nowhere
 * @param views what the views depend on besides their recipe
 */
record Folders(Optional<Path> root, String views) {
    Answers answers(String teacher, String digest) {
        return new Answers(root.map(folder -> folder.resolve(teacher + "-" + Answers.digest(digest))), views);
    }
}
