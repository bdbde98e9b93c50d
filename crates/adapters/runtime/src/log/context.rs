//! The context of log lines.

use std::{
    cell::{OnceCell, RefCell},
    fmt::{self, Display},
    future::{Future, poll_fn},
    rc::Rc,
};

use futures_util::future::Either;
use rand_core::{OsRng, RngCore};

thread_local! {
    static CURRENT: RefCell<Option<LogContext>> = const { RefCell::new(None) };
}

/// Fields that every line of one request, command or job has. Cloning shares them.
#[derive(Clone, Debug)]
pub struct LogContext(Rc<Fields>);

#[derive(Debug, Default)]
struct Fields {
    request_id: OnceCell<String>,
    /// Whether a missing request id is made up when a line needs one.
    is_request: bool,
    account_id: OnceCell<String>,
    route: OnceCell<(&'static str, &'static str)>,
    command: OnceCell<&'static str>,
    job: Option<&'static str>,
    object: Option<ObjectFields>,
}

/// Class and name of an object.
#[derive(Clone)]
struct ObjectFields {
    class: &'static str,
    name: Option<ObjectName>,
}

/// Field that has an object's name, and a function that reads the name when a line is written.
pub type ObjectName = (&'static str, Rc<dyn Fn() -> Option<String>>);

impl LogContext {
    /// Makes a request's context. `request_id`: `CF-Ray`; without it a random id is made when one is needed.
    pub fn request(request_id: Option<&str>) -> Self {
        Self(Rc::new(Fields {
            request_id: request_id.map_or_else(OnceCell::new, |id| OnceCell::from(id.to_owned())),
            is_request: true,
            ..Fields::default()
        }))
    }

    /// Makes a cron job's context.
    pub fn job(job: &'static str) -> Self {
        Self(Rc::new(Fields { job: Some(job), ..Fields::default() }))
    }

    /// Makes the context of one event of an object. `name` is `None` if the object's name is a secret.
    pub fn object(class: &'static str, name: Option<ObjectName>) -> Self {
        let object = Some(ObjectFields { class, name });
        Self(Rc::new(Fields { object, ..Fields::default() }))
    }

    /// Notes the account, once it is known. A second account is ignored.
    pub fn set_account(&self, account_id: &str) {
        self.0.account_id.get_or_init(|| account_id.to_owned());
    }

    /// Notes the route that answers the request.
    pub fn set_route(&self, method: &'static str, path: &'static str) {
        self.0.route.get_or_init(|| (method, path));
    }

    /// Returns the method and the path of the line that answers the request, once it is known.
    pub fn route(&self) -> Option<(&'static str, &'static str)> {
        self.0.route.get().copied()
    }

    /// Notes the command of an object.
    pub fn set_command(&self, command: &'static str) {
        self.0.command.get_or_init(|| command);
    }

    /// Notes the request that called the object.
    pub fn set_request_id(&self, request_id: &str) {
        self.0.request_id.get_or_init(|| request_id.to_owned());
    }

    /// Id of the request, for the objects that it calls. `None` outside of requests.
    pub fn request_id(&self) -> Option<&str> {
        if self.0.is_request {
            self.0.request_id.get_or_init(random_id);
        }
        self.0.request_id.get().map(String::as_str)
    }

    /// Runs a future in this context. It is boxed, because futures that wrap futures by value double in size.
    pub fn scope<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        let (context, mut future) = (self.clone(), Box::pin(future));
        poll_fn(move |waker| {
            let _restored = Entered::enter(context.clone());
            future.as_mut().poll(waker)
        })
    }

    /// Passes each field to `write`.
    pub(super) fn each_field(&self, write: &mut dyn FnMut(&'static str, &dyn Display)) {
        let fields = &self.0;
        if let Some(object) = &fields.object {
            write("object", &object.class);
            let named = object.name.as_ref().and_then(|(field, name)| Some((field, name()?)));
            if let Some((field, name)) = named {
                write(field, &name);
            }
        }
        if let Some(request_id) = self.request_id() {
            write("request_id", &request_id);
        }
        if let Some(account_id) = fields.account_id.get() {
            write("account_id", account_id);
        }
        if let Some((method, path)) = fields.route.get() {
            write("route", &format_args!("{method} {path}"));
        }
        if let Some(command) = fields.command.get() {
            write("command", command);
        }
        if let Some(job) = fields.job {
            write("job", &job);
        }
    }
}

/// Returns the context of the code that runs now. `None` outside every request, command and job.
pub fn current() -> Option<LogContext> {
    // A failed borrow must not panic, because a panic ends every object of the isolate.
    CURRENT.with(|current| current.try_borrow().ok().and_then(|context| context.clone()))
}

/// Wraps a future that runs later or on its own, so that its lines have the context of the code that starts it.
pub fn in_current_context<F: Future>(future: F) -> impl Future<Output = F::Output> {
    in_context(current(), future)
}

/// Runs a future in a context that was the current one earlier, such as the parts of an answer that is sent after its
/// handler returned.
pub fn in_context<F: Future>(
    context: Option<LogContext>,
    future: F,
) -> impl Future<Output = F::Output> {
    match context {
        Some(context) => Either::Left(context.scope(future)),
        None => Either::Right(future),
    }
}

/// One poll in a context. Dropping it restores the context before.
struct Entered(Option<LogContext>);

impl Entered {
    fn enter(context: LogContext) -> Self {
        Self(replace(Some(context)))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        replace(self.0.take());
    }
}

fn replace(context: Option<LogContext>) -> Option<LogContext> {
    CURRENT.with(|current| {
        current.try_borrow_mut().ok().and_then(|mut it| std::mem::replace(&mut *it, context))
    })
}

fn random_id() -> String {
    format!("{:016x}", OsRng.next_u64())
}

impl fmt::Debug for ObjectFields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.class)
    }
}
