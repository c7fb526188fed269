package dev.watertight.program;

import com.google.common.base.Enums;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.PatternTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.JCTree.JCFunctionalExpression;
import com.sun.tools.javac.tree.TreeInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where one compilation unit mentions variables, methods and classes, by symbol. */
final class UnitIndex {
  /* The constant is missing before JDK 21. */
  private static final Tree.@Nullable Kind DECONSTRUCTION =
      Enums.getIfPresent(Tree.Kind.class, "DECONSTRUCTION_PATTERN").orNull();

  private final Map<Symbol, TreePath> declarations = new HashMap<>();
  private final Map<Symbol, List<TreePath>> mentions = new HashMap<>();
  private final Map<Symbol, List<TreePath>> creations = new HashMap<>();
  private final Map<Symbol, List<TreePath>> functions = new HashMap<>();

  private final Map<Symbol, List<TreePath>> deconstructions = new HashMap<>();

  private UnitIndex() {}

  static UnitIndex of(CompilationUnitTree unit) {
    UnitIndex index = new UnitIndex();
    index.new Scanner().scan(new TreePath(unit), null);
    return index;
  }

  /** Where the variable, method or class is declared, if in this unit. */
  @Nullable TreePath declaration(Symbol symbol) {
    return declarations.get(symbol);
  }

  /**
   * The expressions that name the variable or method: identifiers, selections, references. Of
   * primitive variables only the fields and the booleans are indexed.
   */
  List<TreePath> mentions(Symbol symbol) {
    return mentions.getOrDefault(symbol, List.of());
  }

  /** The {@code new} expressions of the class, or of anonymous subclasses of it. */
  List<TreePath> creations(ClassSymbol type) {
    return creations.getOrDefault(type, List.of());
  }

  /** The lambdas and method references that implement a functional interface. */
  List<TreePath> functions(ClassSymbol type) {
    return functions.getOrDefault(type, List.of());
  }

  /** The patterns that take the record's components out. */
  List<TreePath> deconstructions(Symbol type) {
    return deconstructions.getOrDefault(type, List.of());
  }

  private static void put(Map<Symbol, List<TreePath>> map, Symbol key, TreePath value) {
    map.computeIfAbsent(key, k -> new ArrayList<>(2)).add(value);
  }

  private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
      if (tree instanceof PatternTree && tree.getKind() == DECONSTRUCTION) {
        Type type = ASTHelpers.getType(tree);
        if (type != null) {
          put(deconstructions, type.tsym, new TreePath(getCurrentPath(), tree));
        }
      }
      return super.scan(tree, null);
    }

    @Override
    public @Nullable Void visitImport(ImportTree tree, @Nullable Void unused) {
      return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      ClassSymbol symbol = ASTHelpers.getSymbol(tree);
      if (symbol != null) {
        declarations.put(symbol, getCurrentPath());
      }
      return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
      declarations.put(ASTHelpers.getSymbol(tree), getCurrentPath());
      return super.visitMethod(tree, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
      declarations.put(ASTHelpers.getSymbol(tree), getCurrentPath());
      return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
      add(TreeInfo.symbol((JCTree) tree));
      return null;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
      add(TreeInfo.symbol((JCTree) tree));
      return super.visitMemberSelect(tree, null);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
      add(TreeInfo.symbol((JCTree) tree));
      addFunction(tree);
      return super.visitMemberReference(tree, null);
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
      addFunction(tree);
      return super.visitLambdaExpression(tree, null);
    }

    private void addFunction(ExpressionTree tree) {
      Type type = ((JCFunctionalExpression) tree).target;
      if (type != null) {
        put(functions, type.tsym, getCurrentPath());
      }
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
      if (ASTHelpers.getSymbol(tree.getIdentifier()) instanceof ClassSymbol type) {
        put(creations, type, getCurrentPath());
      }
      MethodSymbol constructor = ASTHelpers.getSymbol(tree);
      if (constructor != null) {
        put(mentions, constructor, getCurrentPath());
      }
      return super.visitNewClass(tree, null);
    }

    private void add(@Nullable Symbol symbol) {
      if (symbol instanceof MethodSymbol
          || (symbol instanceof VarSymbol variable
              && variable.type != null
              && (!variable.type.isPrimitive()
                  || variable.type.hasTag(TypeTag.BOOLEAN)
                  || Symbols.isField(variable)))) {
        put(mentions, symbol, getCurrentPath());
      }
    }
  }
}
