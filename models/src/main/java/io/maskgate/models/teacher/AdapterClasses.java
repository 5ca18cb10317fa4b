package io.maskgate.models.teacher;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.maskgate.models.recipe.Default;
import java.util.List;

/**
 * The output of the class of each detection, whole numbers of any type.
 *
 * @param name empty: there is none, and scores have a column for each class
 * @param column of the class
 * @param facemask classes that mean it
 * @param noFacemask classes that mean it
 */
public record AdapterClasses(
        @Default("''") String name,
        @Default("0") int column,
        @Default("rows") AdapterOrder layout,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
        List<Integer> facemask,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
        List<Integer> noFacemask) {
    public AdapterClasses {
        facemask = Columns.distinct("facemask", facemask);
        noFacemask = Columns.distinct("noFacemask", noFacemask);
        Columns.require(column >= 0, "column", column, "a column from 0");
        Columns.requireApart("noFacemask", noFacemask, facemask);
        boolean named = !name.isEmpty();
        Columns.require(named || column == 0, "column", column, "none without name");
        Columns.require(
                named || facemask.isEmpty() && noFacemask.isEmpty(), "name", "none", "the output that names classes");
        Columns.require(!named || !facemask.isEmpty(), "facemask", "none", "the class that means it");
        Columns.require(!named || !noFacemask.isEmpty(), "noFacemask", "none", "the class that means it");
    }

    boolean present() {
        return !name.isEmpty();
    }
}
