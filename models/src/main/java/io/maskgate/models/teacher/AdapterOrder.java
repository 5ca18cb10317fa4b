package io.maskgate.models.teacher;

/** How an output lies. */
public enum AdapterOrder {
    /** {@code [1,N,C]} or {@code [N,C]}: a row for each box. */
    ROWS,
    /** {@code [1,C,N]} or {@code [C,N]}: a column for each box. */
    COLUMNS
}
