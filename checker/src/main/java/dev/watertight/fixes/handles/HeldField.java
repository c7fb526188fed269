package dev.watertight.fixes.handles;

import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.HandleKind;

/**
 * A field that holds a handle which nobody releases.
 *
 * @param field the field
 * @param kind the kind of handle
 */
public record HeldField(VarSymbol field, HandleKind kind) {}
