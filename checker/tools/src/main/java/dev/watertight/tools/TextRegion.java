package dev.watertight.tools;

import com.google.gson.JsonElement;

/**
 * A part of a text. Lines and columns count from 1, and the last column is behind it.
 *
 * @param startLine the line that it begins on; 0 if it is nowhere
 * @param startColumn the column that it begins at
 * @param endLine the line that it ends on
 * @param endColumn the column that it ends before; 0 for the end of the line
 */
record TextRegion(int startLine, int startColumn, int endLine, int endColumn) {
  /** A region of a SARIF log. */
  static TextRegion of(JsonElement region) {
    int line = SarifJson.number(region, "startLine").orElse(0);
    return new TextRegion(
        line,
        SarifJson.number(region, "startColumn").orElse(1),
        SarifJson.number(region, "endLine").orElse(line),
        SarifJson.number(region, "endColumn").orElse(0));
  }
}
