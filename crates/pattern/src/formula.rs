//! Formulas: the arithmetic of a template, parsed once and evaluated over a row of values.
//!
//! A Pratt parser (V. R. Pratt, 1973) without loops, assignments or input. Names are looked up
//! while parsing, so that a formula that parsed can always be evaluated.

/// A name in a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name<'a> {
    /// A measure, an option or a `let`.
    Value(&'a str),
    /// The argument of `len('panel.edge')`.
    Length(&'a str),
}

/// A parsed formula; names are places in the row of values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Number(f64),
    Slot(usize),
    Negate(Box<Self>),
    Binary(Operator, Box<Self>, Box<Self>),
    Call(Function, Vec<Self>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    If,
    Min,
    Max,
    Clamp,
    Abs,
    Sqrt,
    Sin,
    Cos,
    Tan,
    Round,
    Cun,
}

/// What is wrong with a formula: the term it is about, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormulaError {
    pub(crate) term: String,
    pub(crate) why: String,
}

/// Parses `text`; `lookup` gives the slot of a name, or `None` where there is none.
pub(crate) fn parse(
    text: &str,
    lookup: &mut dyn FnMut(Name<'_>) -> Option<usize>,
) -> Result<Expr, Vec<FormulaError>> {
    let tokens = tokens(text).map_err(|e| vec![e])?;
    let mut parser = Parser { text, tokens: &tokens, at: 0, lookup, unknown: Vec::new(), depth: 0 };
    let parsed = parser.expression(0).and_then(|expr| match parser.peek() {
        None => Ok(expr),
        Some(token) => Err(parser.error(&token.to_string(), "is not expected here")),
    });
    match (parsed, parser.unknown) {
        (Ok(expr), unknown) if unknown.is_empty() => Ok(expr),
        (Ok(_), unknown) => Err(unknown),
        (Err(error), mut unknown) => {
            unknown.push(error);
            Err(unknown)
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(f64),
    Name(String),
    Quoted(String),
    Symbol(&'static str),
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(n) => write!(f, "{n}"),
            Self::Name(name) => f.write_str(name),
            Self::Quoted(text) => write!(f, "'{text}'"),
            Self::Symbol(symbol) => f.write_str(symbol),
        }
    }
}

/// Longest first, so that `<=` is not read as `<`.
const SYMBOLS: [&str; 14] =
    ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ","];

fn tokens(text: &str) -> Result<Vec<Token>, FormulaError> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() || first == '.' {
            let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest[..length].parse().map_err(|_| FormulaError {
                term: rest[..length].to_owned(),
                why: "is no number".to_owned(),
            })?;
            out.push(Token::Number(number));
            length
        } else if first.is_alphabetic() || first == '_' {
            let length =
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            out.push(Token::Name(rest[..length].to_owned()));
            length
        } else if first == '\'' {
            let Some(end) = rest[1..].find('\'') else {
                return Err(FormulaError {
                    term: rest.to_owned(),
                    why: "has no closing quote".to_owned(),
                });
            };
            out.push(Token::Quoted(rest[1..=end].to_owned()));
            end + 2
        } else if let Some(symbol) = SYMBOLS.into_iter().find(|s| rest.starts_with(s)) {
            out.push(Token::Symbol(symbol));
            symbol.len()
        } else {
            return Err(FormulaError {
                term: first.to_string(),
                why: format!("is not understood in {text:?}"),
            });
        };
        rest = rest[length..].trim_start();
    }
    Ok(out)
}

/// Deeper nesting than this is a mistake, and would end the stack.
const MAX_DEPTH: u32 = 64;

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    lookup: &'a mut dyn FnMut(Name<'_>) -> Option<usize>,
    unknown: Vec<FormulaError>,
    depth: u32,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn error(&self, term: &str, why: &str) -> FormulaError {
        FormulaError { term: term.to_owned(), why: format!("{why}, in {:?}", self.text) }
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Symbol(s)) if *s == symbol);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<(), FormulaError> {
        if self.eat(symbol) {
            return Ok(());
        }
        let found = self.peek().map_or("the end".to_owned(), ToString::to_string);
        Err(self.error(&found, &format!("stands where {symbol:?} is expected")))
    }

    /// An expression whose operators all bind tighter than `floor`.
    fn expression(&mut self, floor: u8) -> Result<Expr, FormulaError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(self.text, "is nested too deep"));
        }
        let mut left = self.operand()?;
        while let Some((operator, binding)) = self.peek().and_then(operator) {
            if binding <= floor {
                break;
            }
            self.at += 1;
            // Powers group to the right: 2^3^2 is 2^9.
            let right = if operator == Operator::Power { binding - 1 } else { binding };
            let right = self.expression(right)?;
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expr, FormulaError> {
        let Some(token) = self.peek().cloned() else {
            return Err(self.error("the end", "stands where a value is expected"));
        };
        self.at += 1;
        match token {
            Token::Number(n) => Ok(Expr::Number(n)),
            // Looser than a power and tighter than a product: -a^2 is -(a^2).
            Token::Symbol("-") => Ok(Expr::Negate(Box::new(self.expression(MINUS)?))),
            Token::Symbol("(") => {
                let inner = self.expression(0)?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Name(name) if self.eat("(") => self.call(&name),
            Token::Name(name) if name == "pi" => Ok(Expr::Number(std::f64::consts::PI)),
            Token::Name(name) => Ok(self.slot(Name::Value(&name), &name, "is not known")),
            token => Err(self.error(&token.to_string(), "stands where a value is expected")),
        }
    }

    fn slot(&mut self, name: Name<'_>, term: &str, why: &str) -> Expr {
        if let Some(slot) = (self.lookup)(name) {
            return Expr::Slot(slot);
        }
        // Parsing goes on, so that every unknown name of the formula is listed.
        self.unknown.push(self.error(term, why));
        Expr::Number(f64::NAN)
    }

    fn call(&mut self, name: &str) -> Result<Expr, FormulaError> {
        if name == "len" {
            let Some(Token::Quoted(edge)) = self.peek().cloned() else {
                return Err(self.error("len", "takes one 'panel.edge' in single quotes"));
            };
            self.at += 1;
            self.expect(")")?;
            return Ok(self.slot(Name::Length(&edge), &edge, "is no panel.edge"));
        }
        let mut arguments = Vec::new();
        if !self.eat(")") {
            loop {
                arguments.push(self.expression(0)?);
                if !self.eat(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        let Some((function, least, most)) = function(name) else {
            return Err(self.error(name, "is no function"));
        };
        if arguments.len() < least || arguments.len() > most {
            let why = format!("takes {least} values, not {}", arguments.len());
            return Err(self.error(name, &why));
        }
        Ok(Expr::Call(function, arguments))
    }
}

/// How tight a unary minus binds.
const MINUS: u8 = 4;

fn operator(token: &Token) -> Option<(Operator, u8)> {
    let Token::Symbol(symbol) = token else { return None };
    Some(match *symbol {
        "<" => (Operator::Less, 1),
        "<=" => (Operator::LessOrEqual, 1),
        ">" => (Operator::Greater, 1),
        ">=" => (Operator::GreaterOrEqual, 1),
        "==" => (Operator::Equal, 1),
        "!=" => (Operator::NotEqual, 1),
        "+" => (Operator::Add, 2),
        "-" => (Operator::Subtract, 2),
        "*" => (Operator::Multiply, 3),
        "/" => (Operator::Divide, 3),
        "^" => (Operator::Power, 6),
        _ => return None,
    })
}

/// The function of that name, with how many values it takes at least and at most.
fn function(name: &str) -> Option<(Function, usize, usize)> {
    Some(match name {
        "if" => (Function::If, 3, 3),
        "min" => (Function::Min, 1, usize::MAX),
        "max" => (Function::Max, 1, usize::MAX),
        "clamp" => (Function::Clamp, 3, 3),
        "abs" => (Function::Abs, 1, 1),
        "sqrt" => (Function::Sqrt, 1, 1),
        "sin" => (Function::Sin, 1, 1),
        "cos" => (Function::Cos, 1, 1),
        "tan" => (Function::Tan, 1, 1),
        "round" => (Function::Round, 1, 1),
        "cun" => (Function::Cun, 1, 1),
        _ => return None,
    })
}

impl Expr {
    /// The value over `values`; not finite where the arithmetic has no answer (`1/0`).
    pub(crate) fn eval(&self, values: &[f64]) -> f64 {
        match self {
            Self::Number(n) => *n,
            Self::Slot(slot) => values[*slot],
            Self::Negate(inner) => -inner.eval(values),
            Self::Binary(operator, a, b) => operator.apply(a.eval(values), b.eval(values)),
            Self::Call(Function::If, arguments) => {
                let branch = if arguments[0].eval(values) == 0.0 { 2 } else { 1 };
                arguments[branch].eval(values)
            }
            Self::Call(function, arguments) => function.apply(arguments, values),
        }
    }

    /// Calls `visit` with every slot that the formula reads.
    pub(crate) fn slots(&self, visit: &mut dyn FnMut(usize)) {
        match self {
            Self::Number(_) => {}
            Self::Slot(slot) => visit(*slot),
            Self::Negate(inner) => inner.slots(visit),
            Self::Binary(_, a, b) => {
                a.slots(visit);
                b.slots(visit);
            }
            Self::Call(_, arguments) => {
                for argument in arguments {
                    argument.slots(visit);
                }
            }
        }
    }
}

impl Operator {
    #[expect(clippy::float_cmp, reason = "the template's == compares options such as 0 and 1")]
    fn apply(self, a: f64, b: f64) -> f64 {
        let truth = |t: bool| f64::from(u8::from(t));
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Power => libm::pow(a, b),
            Self::Less => truth(a < b),
            Self::LessOrEqual => truth(a <= b),
            Self::Greater => truth(a > b),
            Self::GreaterOrEqual => truth(a >= b),
            Self::Equal => truth(a == b),
            Self::NotEqual => truth(a != b),
        }
    }
}

impl Function {
    fn apply(self, arguments: &[Expr], values: &[f64]) -> f64 {
        let value = |i: usize| arguments[i].eval(values);
        let all = || arguments.iter().map(|a| a.eval(values));
        match self {
            // Taken before, so that only one branch is evaluated.
            Self::If => f64::NAN,
            Self::Min => all().fold(f64::INFINITY, f64::min),
            Self::Max => all().fold(f64::NEG_INFINITY, f64::max),
            Self::Clamp => value(0).max(value(1)).min(value(2)),
            Self::Abs => value(0).abs(),
            Self::Sqrt => value(0).sqrt(),
            Self::Sin => libm::sin(value(0).to_radians()),
            Self::Cos => libm::cos(value(0).to_radians()),
            Self::Tan => libm::tan(value(0).to_radians()),
            Self::Round => value(0).round(),
            // One market cun is a thirtieth of a metre.
            Self::Cun => value(0) * 10.0 / 3.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(name: Name<'_>) -> Option<usize> {
        match name {
            Name::Value("a") => Some(0),
            Name::Value("b") => Some(1),
            Name::Length("back.neck_l") => Some(2),
            _ => None,
        }
    }

    fn eval(text: &str) -> f64 {
        parse(text, &mut lookup).unwrap().eval(&[2.0, 5.0, 7.5])
    }

    fn close(text: &str, value: f64) {
        assert!((eval(text) - value).abs() < 1e-12, "{text} = {} and not {value}", eval(text));
    }

    #[test]
    fn operators_bind_as_in_school() {
        close("1 + 2*3", 7.0);
        close("(1 + 2)*3", 9.0);
        close("8 - 4 - 2", 2.0);
        close("8/4/2", 1.0);
        close("2^3^2", 512.0);
        close("-a^2", -4.0);
        close("2^-1", 0.5);
        close("-a*3 + b", -1.0);
        close("-(a + b)*0.5", -3.5);
        close("1 + 2 < 4", 1.0);
    }

    #[test]
    fn functions_give_their_closed_forms() {
        close("if(a > b, 1, 2)", 2.0);
        close("if(a != b, sqrt(16), 1/0)", 4.0);
        close("min(3, a, b) + max(3, a, b)", 7.0);
        close("clamp(9, 1, b)", 5.0);
        close("sin(30)", 0.5);
        close("cos(60)", 0.5);
        close("tan(45)", 1.0);
        close("round(2.5) + abs(-1)", 4.0);
        close("cun(3)", 10.0);
        close("len('back.neck_l')*2", 15.0);
        close("2*pi", std::f64::consts::TAU);
    }

    #[test]
    fn every_unknown_name_of_a_formula_is_listed() {
        let errors = parse("a + chst - len('back.nek') * wist", &mut lookup).unwrap_err();
        let terms: Vec<_> = errors.iter().map(|e| e.term.as_str()).collect();
        assert_eq!(terms, ["chst", "back.nek", "wist"]);
    }

    #[test]
    fn what_is_no_formula_is_refused_with_its_term() {
        for (text, term) in [
            ("", "the end"),
            ("1 +", "the end"),
            ("1 2", "2"),
            ("(1", "the end"),
            ("sin()", "sin"),
            ("sinh(1)", "sinh"),
            ("if(1,2)", "if"),
            ("len(a)", "len"),
            ("1 $ 2", "$"),
            ("1.2.3", "1.2.3"),
            ("'open", "'open"),
        ] {
            let errors = parse(text, &mut lookup).unwrap_err();
            assert_eq!(errors.last().unwrap().term, term, "{text:?}");
        }
        let deep = "(".repeat(10_000);
        assert!(parse(&deep, &mut lookup).is_err());
    }
}
