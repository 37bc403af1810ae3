//! The part of GitHub's expressions that the workflows use: names of contexts, literals, comparisons, `&&`,
//! `||`, `!`, parentheses, and the functions about the status of a job.

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};

use crate::Result;

/// What expressions can name: contexts, and whether an earlier step failed.
#[derive(Debug, Clone)]
pub struct Scope {
    /// `github`, `inputs`, `steps`, `needs`, `matrix`, `runner`, `job`.
    pub contexts: Value,
    /// Whether nothing has failed so far.
    pub is_success: bool,
}

impl Scope {
    /// The text with each `${{ }}` in it replaced.
    pub fn text(&self, text: &str) -> Result<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (inside, behind) = after.split_once("}}").context("`${{` without its end")?;
            out += before;
            out += &as_text(&self.value(inside)?);
            rest = behind;
        }
        Ok(out + rest)
    }

    /// Whether a condition holds. Without a function about the status, success is asked for as well.
    pub fn condition(&self, text: &str) -> Result<bool> {
        let text = text.trim();
        let inside = text
            .strip_prefix("${{")
            .and_then(|text| text.strip_suffix("}}"))
            .unwrap_or(text);
        let asks = ["always()", "success()", "failure()", "cancelled()"];
        let is_open = asks.iter().any(|function| inside.contains(function));
        Ok((is_open || self.is_success) && is_true(&self.value(inside)?))
    }

    fn value(&self, text: &str) -> Result<Value> {
        let tokens = tokens(text)?;
        let mut parser = Parser {
            scope: self,
            tokens: &tokens,
            at: 0,
        };
        let value = parser.either()?;
        ensure!(parser.at == tokens.len(), "cannot read all of `{text}`");
        Ok(value)
    }
}

/// A value as it stands in a text.
fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Text(String),
    Sign(&'static str),
}

const SIGNS: [&str; 10] = ["==", "!=", "&&", "||", "!", "(", ")", ".", "[", "]"];

fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('\'') {
            let (inside, behind) = quoted.split_once('\'').context("an open quote")?;
            found.push(Token::Text(inside.to_owned()));
            rest = behind;
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            found.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            ensure!(end > 0, "cannot read `{rest}`");
            found.push(Token::Name(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(found)
}

struct Parser<'a> {
    scope: &'a Scope,
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.tokens.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn either(&mut self) -> Result<Value> {
        let mut left = self.both()?;
        while self.takes("||") {
            let right = self.both()?;
            left = if is_true(&left) { left } else { right };
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Value> {
        let mut left = self.compared()?;
        while self.takes("&&") {
            let right = self.compared()?;
            left = if is_true(&left) { right } else { left };
        }
        Ok(left)
    }

    fn compared(&mut self) -> Result<Value> {
        let left = self.single()?;
        let is_equal = if self.takes("==") {
            true
        } else if self.takes("!=") {
            false
        } else {
            return Ok(left);
        };
        let right = self.single()?;
        Ok(json!((as_text(&left) == as_text(&right)) == is_equal))
    }

    fn single(&mut self) -> Result<Value> {
        if self.takes("!") {
            return Ok(json!(!is_true(&self.single()?)));
        }
        if self.takes("(") {
            let value = self.either()?;
            ensure!(self.takes(")"), "an open parenthesis");
            return Ok(value);
        }
        let token = self.tokens.get(self.at).context("an end too early")?;
        self.at += 1;
        match token {
            Token::Text(text) => Ok(json!(text)),
            Token::Name(name) => self.named(name),
            Token::Sign(sign) => bail!("`{sign}` where a value belongs"),
        }
    }

    fn named(&mut self, name: &str) -> Result<Value> {
        if self.takes("(") {
            ensure!(self.takes(")"), "`{name}` is called with arguments");
            return match name {
                "always" => Ok(json!(true)),
                "success" => Ok(json!(self.scope.is_success)),
                "failure" => Ok(json!(!self.scope.is_success)),
                "cancelled" => Ok(json!(false)),
                _ => bail!("the function `{name}` is not known here"),
            };
        }
        if let Ok(literal) = serde_json::from_str::<Value>(name) {
            return Ok(literal);
        }
        let mut value = self
            .scope
            .contexts
            .get(name)
            .with_context(|| format!("the context `{name}` is not known here"))?
            .clone();
        while self.takes(".") {
            let Some(Token::Name(part)) = self.tokens.get(self.at) else {
                bail!("a name belongs behind the point");
            };
            self.at += 1;
            value = value.get(part).cloned().unwrap_or(Value::Null);
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(is_success: bool) -> Scope {
        Scope {
            contexts: json!({
                "github": { "event_name": "push", "base_ref": "" },
                "matrix": { "shard": 2 },
                "steps": { "one": { "outputs": { "finding-count": "3" } } },
            }),
            is_success,
        }
    }

    #[test]
    fn expressions_inside_of_text_are_replaced() {
        let scope = scope(true);
        for (text, expected) in [
            ("${{ matrix.shard }}/4", "2/4"),
            ("${{ steps.one.outputs.finding-count }}", "3"),
            ("${{ steps.two.outputs.x || 'none' }}", "none"),
            ("${{ github.event_name == 'push' && 'a' || 'b' }}", "a"),
            ("${{ !(1 == 1) }}", "false"),
            ("plain", "plain"),
        ] {
            assert_eq!(scope.text(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn conditions_ask_for_success_unless_they_say_otherwise() {
        assert!(
            !scope(false)
                .condition("github.event_name == 'push'")
                .unwrap()
        );
        assert!(scope(false).condition("${{ always() }}").unwrap());
        assert!(
            scope(false)
                .condition("!cancelled() && github.event_name != 'x'")
                .unwrap()
        );
        assert!(!scope(true).condition("failure()").unwrap());
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        for text in [
            "${{ secrets.X }}",
            "${{ fromJSON('x') }}",
            "${{ 'a }}",
            "${{ a",
        ] {
            assert!(scope(true).text(text).is_err(), "{text}");
        }
    }
}
