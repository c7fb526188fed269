package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Role;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Components;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data that a test is about. */
public final class TestedData {
  /* How deep the methods are looked at that a test calls. */
  private static final int DEPTH = 2;

  private final VisitorState state;

  private TestedData(VisitorState state) {
    this.state = state;
  }

  /** What a test is about: of what methods in view find out, what they read. */
  public static ImmutableSet<VarSymbol> in(Tree test, VisitorState state) {
    Set<VarSymbol> found = new LinkedHashSet<>();
    new TestedData(state).addAsked(test, DEPTH, new HashSet<>(), found);
    return ImmutableSet.copyOf(found);
  }

  private void addAsked(Tree test, int depth, Set<Symbol> seen, Set<VarSymbol> found) {
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree call, @Nullable Void unused) {
        MethodSymbol method = ASTHelpers.getSymbol(call);
        Optional<VarSymbol> field = Components.returnedBy(method, state);
        if (field.isPresent()) {
          found.add(field.get());
          return null;
        }
        Optional<TreePath> code = CompilationIndex.of(state).declaration(method);
        if (code.isEmpty()) {
          scan(ASTHelpers.getReceiver(call), null);
        } else if (depth > 0 && seen.add(method)) {
          addAsked(code.get().getLeaf(), depth - 1, seen, found);
        }
        for (int i = 0; i < call.getArguments().size(); i++) {
          if (!isKeptByKey(call, i, state)) {
            scan(call.getArguments().get(i), null);
          }
        }
        return null;
      }

      @Override
      public @Nullable Void visitMemberSelect(MemberSelectTree select, @Nullable Void unused) {
        if (ASTHelpers.getSymbol(select) instanceof VarSymbol field && isData(field)) {
          found.add(field);
          return null;
        }
        return super.visitMemberSelect(select, null);
      }

      @Override
      public @Nullable Void visitIdentifier(IdentifierTree name, @Nullable Void unused) {
        if (ASTHelpers.getSymbol(name) instanceof VarSymbol variable && isData(variable)) {
          found.add(variable);
        }
        return null;
      }
    }.scan(test, null);
  }

  /** Whether a map is given an argument to keep: it asks about the key that stands before it. */
  static boolean isKeptByKey(Tree call, int position, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return position > 0
        && (library.does(call, position, Role.KEEP) || library.does(call, position, Role.ADMIT));
  }

  private boolean isData(VarSymbol variable) {
    return variable.getConstantValue() == null
        && !Symbols.isEnumConstant(variable)
        && !variable.name.contentEquals("this")
        && !variable.name.contentEquals("length")
        && (variable.flags() & Flags.STATIC) == 0
        && CompilationIndex.of(state).isInView(variable);
  }
}
