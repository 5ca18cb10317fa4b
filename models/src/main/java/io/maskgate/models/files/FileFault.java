package io.maskgate.models.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong with a file, in words: of most faults the system tells the name alone. */
public final class FileFault {
    private FileFault() {}

    /** A sentence, the file's name first. */
    public static String words(IOException fault) {
        if (!(fault instanceof FileSystemException e) || e.getReason() != null) {
            return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        }
        return e.getFile() + ": "
                + switch (e) {
                    case NoSuchFileException _ -> "no such file";
                    case AccessDeniedException _ -> "no permission";
                    case FileAlreadyExistsException _ -> "in the way, expected a folder or nothing of this name";
                    case NotDirectoryException _ -> "expected a folder";
                    default -> e.getClass().getSimpleName();
                };
    }
}
