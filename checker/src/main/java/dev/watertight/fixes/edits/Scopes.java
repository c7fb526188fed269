package dev.watertight.fixes.edits;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which variable a simple name means at a place. */
public final class Scopes {
  private Scopes() {}

  /** Whether the simple name of the variable means that variable there. */
  public static boolean sees(TreePath place, Symbol variable, VisitorState state) {
    return variableAt(place, variable.getSimpleName(), state).equals(Optional.of(variable));
  }

  /** How code at a place calls a field: by its simple name or {@code this}; empty if it cannot. */
  public static Optional<String> nameOf(VarSymbol field, TreePath place, VisitorState state) {
    if (!Symbols.isField(field) || (!field.isStatic() && !hasObject(place, field.owner))) {
      return Optional.empty();
    }
    String name = field.getSimpleName().toString();
    if (sees(place, field, state)) {
      return Optional.of(name);
    }
    boolean direct = field.owner.equals(ASTHelpers.getSymbol(classAround(place)));
    return direct && !field.isStatic() ? Optional.of("this." + name) : Optional.empty();
  }

  private static @Nullable ClassTree classAround(TreePath place) {
    return ASTHelpers.findEnclosingNode(place, ClassTree.class);
  }

  /** Whether the simple name means that variable there, and has an object if it needs one. */
  public static boolean canName(TreePath place, Symbol variable, VisitorState state) {
    if (!sees(place, variable, state)) {
      return false;
    }
    if (!(variable instanceof VarSymbol field)
        || !Symbols.isField(field)
        || field.isStatic()
        || hasObject(place, field.owner)) {
      return true;
    }
    ClassTree around = classAround(place);
    ClassSymbol type = around == null ? null : ASTHelpers.getSymbol(around);
    return type != null && type.isSubClass(field.owner, state.getTypes()) && hasObject(place, type);
  }

  /** A class as code names it at a place: without the package and the classes around both. */
  public static String typeName(ClassSymbol type, TreePath place) {
    String name = type.getQualifiedName().toString();
    for (Symbol part = type; part instanceof ClassSymbol; part = part.owner) {
      for (Tree around : place) {
        Symbol code = around instanceof ClassTree ? ASTHelpers.getSymbol(around) : null;
        if (part.equals(code) || part.owner.equals(code)) {
          int start = part.getQualifiedName().length() - part.getSimpleName().length();
          return name.substring(start);
        }
      }
    }
    String own = place.getCompilationUnit().getPackageName() + ".";
    return name.startsWith(own) ? name.substring(own.length()) : name;
  }

  /** Whether code at the place may name the member: it is not private, or of the same class. */
  public static boolean isAccessible(Symbol member, TreePath place) {
    return !member.isPrivate()
        || Paths.outermost(place, ClassTree.class)
            .filter(
                type ->
                    member
                        .outermostClass()
                        .equals(ASTHelpers.getSymbol((ClassTree) type.getLeaf())))
            .isPresent();
  }

  /** Whether the code at the place has an object of the class around it. */
  public static boolean hasObject(TreePath place, Symbol owner) {
    for (Tree tree : place) {
      if (tree instanceof ClassTree && ASTHelpers.getSymbol(tree).equals(owner)) {
        return true;
      }
      boolean isMember =
          tree instanceof ClassTree
              || tree instanceof MethodTree
              || (tree instanceof VariableTree variable
                  && Symbols.isField(ASTHelpers.getSymbol(variable)));
      if (isMember && (ASTHelpers.getSymbol(tree).flags() & Flags.STATIC) != 0) {
        return false;
      }
    }
    return false;
  }

  /** The variable that a name means there. */
  public static Optional<VarSymbol> variableAt(
      TreePath place, CharSequence name, VisitorState state) {
    Tree child = place.getLeaf();
    for (TreePath p = place.getParentPath();
        p != null;
        child = p.getLeaf(), p = p.getParentPath()) {
      Optional<VarSymbol> found =
          p.getLeaf() instanceof ClassTree type
              ? field(ASTHelpers.getType(type), name, state)
              : declared(declarations(p.getLeaf(), child), name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<VarSymbol> field(Type type, CharSequence name, VisitorState state) {
    for (Type supertype : state.getTypes().closure(type)) {
      for (Symbol member :
          supertype.tsym.members().getSymbolsByName(state.getName(name.toString()))) {
        if (member instanceof VarSymbol field) {
          return Optional.of(field);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<VarSymbol> declared(
      List<? extends Tree> declarations, CharSequence name) {
    return declarations.stream()
        .filter(
            tree -> tree instanceof VariableTree variable && variable.getName().contentEquals(name))
        .map(tree -> ASTHelpers.getSymbol((VariableTree) tree))
        .findFirst();
  }

  /** What a tree declares for its child. */
  private static List<? extends Tree> declarations(Tree tree, Tree child) {
    if (tree instanceof BlockTree block) {
      return before(block.getStatements(), child);
    }
    if (tree instanceof CaseTree label && label.getStatements() != null) {
      return before(label.getStatements(), child);
    }
    if (tree instanceof ForLoopTree loop) {
      return loop.getInitializer();
    }
    if (tree instanceof EnhancedForLoopTree loop) {
      return child == loop.getStatement() ? List.of(loop.getVariable()) : List.of();
    }
    if (tree instanceof TryTree attempt) {
      return child == attempt.getBlock() ? attempt.getResources() : List.of();
    }
    if (tree instanceof CatchTree clause) {
      return List.of(clause.getParameter());
    }
    if (tree instanceof LambdaExpressionTree lambda) {
      return lambda.getParameters();
    }
    return tree instanceof MethodTree method ? method.getParameters() : List.of();
  }

  private static List<? extends StatementTree> before(
      List<? extends StatementTree> statements, Tree child) {
    int index = statements.indexOf(child);
    return index < 0 ? statements : statements.subList(0, index);
  }
}
